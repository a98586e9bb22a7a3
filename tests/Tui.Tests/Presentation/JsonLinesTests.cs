using System.Text.Json;
using Sdtp.Client;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class JsonLinesTests
{
    private static readonly string UserId = Protocol.Identifiers.UserId.Of(People.Key).ToString();

    [Fact]
    public void A_text_is_one_line_with_stable_fields() => Assert.Equal(
        Quoted(
            $"{{'sequence':7,'messageId':'00000000000000000000000000000000','from':'Alice','fromUserId':'{UserId}','trust':'pinned',"
            + "'sentAt':'2026-03-14T12:03:44.000Z','storedAt':'2026-03-14T12:03:45.000Z','kind':'text','text':'Hello Bob!'}"),
        JsonLines.Message(People.From(People.Alice, "Hello Bob!", 7)));

    [Fact]
    public void A_rejection_has_its_reason_and_no_time_of_sending()
    {
        var json = JsonDocument.Parse(JsonLines.Message(People.Message(new RejectedContent(RejectionReason.IdReused)))).RootElement;

        Assert.Equal("rejected", json.GetProperty("kind").GetString());
        Assert.Equal("idReused", json.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("sentAt").ValueKind);
    }

    [Fact]
    public void An_unsupported_content_has_its_number()
    {
        var json = JsonDocument.Parse(JsonLines.Message(People.Message(new UnsupportedContent(7)))).RootElement;

        Assert.Equal("unsupported", json.GetProperty("kind").GetString());
        Assert.Equal(7, json.GetProperty("contentType").GetInt32());
    }

    [Fact]
    public void A_file_has_its_safe_name_and_its_size()
    {
        var content = new FileContent("../../x\u202Egnp.exe", 5, FileState.Receiving);

        var json = JsonDocument.Parse(JsonLines.Message(People.Message(content))).RootElement;

        Assert.Equal(("file", "xgnp.exe", 5), (
            json.GetProperty("kind").GetString(), json.GetProperty("name").GetString(), json.GetProperty("sizeBytes").GetInt32()));
    }

    [Fact]
    public void Hostile_text_comes_whole_and_on_one_line_of_plain_ascii()
    {
        const string Hostile = "a\u001b[2J\n\u202Eb\"😀";

        var line = JsonLines.Message(People.From(People.Alice, Hostile));

        Assert.All(line, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(Hostile, JsonDocument.Parse(line).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void A_contact_is_one_line_with_stable_fields() => Assert.Equal(
        Quoted(
            $"{{'username':'Bob','userId':'{UserId}','publicKey':'{People.Key}','safetyNumber':'{People.SafetyNumber}',"
            + $"'trust':'keyChanged','pinnedUserId':'{People.OldBob}'}}"),
        JsonLines.Contact(People.BobAs(ContactTrust.KeyChanged)));

    private static string Quoted(string text) => text.Replace('\'', '"');
}
