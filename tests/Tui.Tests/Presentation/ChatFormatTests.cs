using Sdtp.Client;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Presentation;

public sealed class ChatFormatTests
{
    private const string BobsUserId = "698bea63dc44a344663ff1429aea10842df27b6b991ef25866b2c6c02cdcc5be";

    private readonly ChatFormat _format = new(FixedClock.Create());

    [Fact]
    public void A_first_contact_asks_to_compare_the_safety_number()
    {
        var lines = ChatFormat.Contact(People.BobAs(ContactTrust.FirstSeen));

        Assert.Equal(
            [
                "userID  " + BobsUserId,
                "key     " + People.Key,
                "safety  00001 00002 00003 00004 00005 00006",
                "        00007 00008 00009 00010 00011 00012",
                "note    first contact: compare the safety number with Bob over another channel",
            ],
            lines);
    }

    [Fact]
    public void A_changed_key_is_told_with_the_way_out()
    {
        var lines = ChatFormat.Contact(People.BobAs(ContactTrust.KeyChanged));

        Assert.Equal("WARNING the key of Bob has changed: it was b0b0b0b0. Sending is blocked.", lines[^2]);
        Assert.Equal("        Compare the safety number with them over another channel, then accept Bob", lines[^1]);
    }

    [Fact]
    public void A_text_has_local_time_and_sender() =>
        Assert.Equal(["[13:03:44] Alice: Hello Bob!"], _format.Message(People.From(People.Alice, "Hello Bob!"), null));

    [Fact]
    public void A_text_of_another_day_has_the_date()
    {
        var clock = FixedClock.Create();
        clock.Advance(TimeSpan.FromDays(1));

        var lines = new ChatFormat(clock).Message(People.From(People.Alice, "Hello Bob!"), null);

        Assert.Equal(["[2026-03-14 13:03:44] Alice: Hello Bob!"], lines);
    }

    [Theory]
    [InlineData(SenderTrust.Unverified, "Alice (unverified bc0bda9b)")]
    [InlineData(SenderTrust.NameConflict, "NOT your Alice (bc0bda9b)")]
    [InlineData(SenderTrust.Nameless, "unknown (bc0bda9b)")]
    public void A_name_that_is_not_pinned_is_marked(SenderTrust trust, string shown)
    {
        var lines = _format.Message(People.From(People.Alice, "hi", trust: trust), null);

        Assert.Equal([$"[13:03:44] {shown.Replace("bc0bda9b", BobsUserId[..8], StringComparison.Ordinal)}: hi"], lines);
    }

    [Fact]
    public void A_text_of_several_lines_is_indented() =>
        Assert.Equal(
            ["[13:03:44] Alice: one", "         | two", "         | three"],
            _format.Message(People.From(People.Alice, "one\ntwo\r\nthree"), null));

    [Fact]
    public void A_text_without_anything_to_see_says_so() =>
        Assert.Equal(["[13:03:44] Alice: (nothing that can be shown)"], _format.Message(People.From(People.Alice, "\u200B\u202E"), null));

    [Fact]
    public void An_unsupported_content_is_told() => Assert.Equal(
        ["[13:03:44] Alice sent something that this version cannot show (type 7)"],
        _format.Message(People.Message(new UnsupportedContent(7)), null));

    [Fact]
    public void A_file_is_told_with_its_safe_name_and_size() => Assert.Equal(
        ["[13:03:44] Alice sends a file, x (3.2 MiB): wait"],
        _format.Message(People.Message(new FileContent("../../x", 3_355_443, FileState.Receiving)), null, "wait"));

    [Fact]
    public void Every_rejection_has_its_own_words()
    {
        var words = Enum.GetValues<RejectionReason>().Select(ChatFormat.Reason).ToArray();

        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.DoesNotContain("it cannot be accepted", words);
        Assert.Equal(
            ["[13:03:45] a message was refused: its signature is wrong"],
            _format.Message(People.Message(new RejectedContent(RejectionReason.BadSignature)), null));
    }

    [Fact]
    public void A_long_text_is_folded_so_that_no_row_of_it_starts_at_the_edge()
    {
        var spoof = "hi" + new string(' ', 24) + "[13:03:45] Bob: pay";

        var lines = _format.Message(People.From(People.Alice, spoof), columns: 40);

        Assert.StartsWith("[13:03:44] Alice: hi", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.StartsWith(ChatFormat.Continuation, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(CellText.Width(line) <= 40, line));
        Assert.EndsWith("Bob: pay", string.Concat(lines), StringComparison.Ordinal);
    }
}
