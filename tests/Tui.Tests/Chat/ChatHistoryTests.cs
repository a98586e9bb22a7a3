using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class ChatHistoryTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private Profile _profile;

    public ChatHistoryTests() => _profile = Profile.Create(_folder.Path, People.Bob, null, RelayAddress.Parse("127.0.0.1")).Profile!;

    [Fact]
    public void Chats_survive_a_restart_and_come_in_order()
    {
        _profile.History.AddOwn("Alice", People.Noon, "one");
        _profile.History.AddOwn("Alice", People.Noon, "two");
        _profile.History.Update("alice", chat => chat with { Draft = "thr", IsMuted = true });
        Reopen();

        var chat = Assert.Single(_profile.History.Chats());
        var page = _profile.History.Page("Alice", long.MaxValue, 10);

        Assert.Equal(("Alice", "thr", true), (chat.Name, chat.Draft, chat.IsMuted));
        Assert.Equal(["one", "two"], page.Select(entry => ((TextContent)entry.Content).Text));
        Assert.All(page, entry => Assert.Equal(HistoryState.Waiting, entry.State));
    }

    [Fact]
    public void What_waits_and_no_outbox_holds_is_handed_out_again_until_it_has_failed()
    {
        var entry = _profile.History.AddOwn("Alice", People.Noon, "one");
        var before = _profile.History.WaitingOutsideOutbox();
        _profile.History.Fail(entry.Id, "mailbox full");

        Assert.Equal(entry.Id, Assert.Single(before).Id);
        Assert.Empty(_profile.History.WaitingOutsideOutbox());
        Assert.Equal("mailbox full", _profile.History.Find(entry.Id)!.Failure);
        Assert.Equal(HistoryState.Waiting, _profile.History.Retry(entry.Id)!.State);
        Assert.Null(_profile.History.Retry(entry.Id));
    }

    [Fact]
    public void Search_finds_the_newest_hit_before_a_message_in_one_chat_or_all()
    {
        var first = _profile.History.AddOwn("Alice", People.Noon, "A Needle here");
        var other = _profile.History.AddOwn("Carol", People.Noon, "needle there");

        Assert.Equal(other.Id, Search(null, long.MaxValue));
        Assert.Equal(first.Id, Search(null, other.Id));
        Assert.Equal(first.Id, Search("Alice", long.MaxValue));
        Assert.Null(Search("Alice", first.Id));
    }

    [Fact]
    public void Merging_moves_the_messages_and_deleting_leaves_none()
    {
        _profile.History.AddOwn("Zoe (unverified 12345678)", People.Noon, "hi");

        _profile.History.Merge("Zoe (unverified 12345678)", "Zoe");
        var merged = _profile.History.Page("Zoe", long.MaxValue, 10);
        _profile.History.Delete("zoe");

        Assert.Equal("Zoe", Assert.Single(merged).Chat);
        Assert.Empty(_profile.History.Chats());
        Assert.Empty(_profile.History.Page("Zoe", long.MaxValue, 10));
    }

    [Fact]
    public void Neither_texts_nor_names_nor_drafts_nor_reasons_stand_on_the_disk()
    {
        var entry = _profile.History.AddOwn("Zanzibar", People.Noon, "the zebrafish swims");
        _profile.History.Update("Zanzibar", chat => chat with { Draft = "quagga" });
        _profile.History.Fail(entry.Id, "okapi");
        _profile.Dispose();

        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(
                ["zebrafish", "anzibar", "ANZIBAR", "quagga", "okapi"],
                word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_export_never_overwrites_and_is_readable_by_its_owner_only()
    {
        _profile.History.AddOwn("Alice", People.Noon, "line\u001B[2J");
        var path = Path.Combine(_folder.Path, "talk.md");

        var said = ChatExport.Write(_profile.History, "Alice", path).Said;
        var again = ChatExport.Write(_profile.History, "Alice", path);

        Assert.StartsWith("1 messages written", said, StringComparison.Ordinal);
        Assert.False(again.IsDone);
        Assert.Contains("is there already", again.Said, StringComparison.Ordinal);
        Assert.Contains("> line[2J", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal((byte)'#', File.ReadAllBytes(path)[0]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void An_export_to_where_nothing_can_be_written_says_so_and_writes_nothing()
    {
        _profile.History.AddOwn("Alice", People.Noon, "hello");

        var nowhere = ChatExport.Write(_profile.History, "Alice", Path.Combine(_folder.Path, "no", "talk.md")).Said;
        var folder = ChatExport.Write(_profile.History, "Alice", _folder.Path).Said;

        Assert.StartsWith($"There is no folder {Path.Combine(_folder.Path, "no")}.", nowhere, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.", folder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("talk.json")]
    [InlineData("\"talk.JSON\"")]
    public void An_export_as_json_is_an_array_of_all_messages_in_order(string name)
    {
        for (var i = 1; i <= 1_203; i++)
        {
            _profile.History.AddOwn(i == 600 ? "Carol" : "Alice", People.Noon, $"message \"{i}\"");
        }

        var path = name.Replace("talk", Path.Combine(_folder.Path, "talk"), StringComparison.Ordinal);
        var said = ChatExport.Write(_profile.History, "Alice", path).Said;

        var bytes = File.ReadAllBytes(path.Trim('"'));
        using var json = JsonDocument.Parse(bytes);
        var texts = json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("text").GetString());
        Assert.StartsWith("1,202 messages written", said, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 1_203).Where(i => i != 600).Select(i => $"message \"{i}\""), texts);
        Assert.Equal((byte)'[', bytes[0]);
    }

    [Fact]
    public void An_export_that_fails_half_way_leaves_no_file()
    {
        for (var i = 1; i <= 1_203; i++)
        {
            _profile.History.AddOwn("Alice", People.Noon, $"message {i}");
        }

        _profile.Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "bob", "store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE history SET record = zeroblob(10) WHERE id = 1100";
            command.ExecuteNonQuery();
        }

        _profile = Profile.Open(_folder.Path, People.Bob, null).Profile!;
        var path = Path.Combine(_folder.Path, "talk.txt");

        Assert.Throws<StoreDamagedException>(() => ChatExport.Write(_profile.History, "Alice", path));
        Assert.False(File.Exists(path));
    }

    public void Dispose()
    {
        _profile.Dispose();
        _folder.Dispose();
    }

    private long? Search(string? chat, long before) =>
        _profile.History.Search("NEEDLE", chat, before, TestContext.Current.CancellationToken)?.Id;

    private void Reopen()
    {
        _profile.Dispose();
        _profile = Profile.Open(_folder.Path, People.Bob, null).Profile!;
    }
}
