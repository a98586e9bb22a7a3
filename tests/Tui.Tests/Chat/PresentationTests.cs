using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class PresentationTests
{
    public static TheoryData<string> Hostile => new(
        "\u001B[2J\u001B]0;owned\a",
        "abc\u202Edef\u202C",
        "a" + new string('\u0301', 500),
        "\U0001F469\u200D\U0001F469\u200D\U0001F467 \u2764\uFE0F 1\uFE0F\u20E3",
        "\u65E5\u672C\u8A9E\u306E\u30E1\u30CB\u30E5\u30FC\u3082\u3042\u308A\u307E\u3059\u65E5\u672C\u8A9E\u306E\u30E1\u30CB\u30E5\u30FC",
        "\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD",
        new string('x', 65_000),
        string.Concat(Enumerable.Repeat("\n", 10_000)),
        "");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_line_of_a_message_is_wider_than_the_pane_or_holds_a_control_character(string text)
    {
        foreach (var columns in new[] { 20, 39, 80 })
        {
            var format = new MessageFormat(new Times(FixedClock.Create()), columns);

            var lines = format.Lines("Mallory", ScriptedBackend.Theirs(1, text), null, isFirstNew: true);

            Assert.All(lines, line => Assert.True(line.Columns <= columns, $"{line.Columns} > {columns}: {line.Text}"));
            Assert.DoesNotContain(lines, line => line.Text.Any(char.IsControl) || line.Text.Contains('\u202E', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Somebody_called_you_is_not_taken_for_the_person()
    {
        var format = new MessageFormat(new Times(FixedClock.Create()), 60);

        var theirs = format.Lines("you", ScriptedBackend.Theirs(1, "I owe you"), null, isFirstNew: false)[^1];
        var own = format.Lines("you", ScriptedBackend.Own(2, "no"), null, isFirstNew: false)[^1];

        Assert.Contains(" you  I owe", theirs.Text, StringComparison.Ordinal);
        Assert.Contains(" me   no", own.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cut_off_a_long_message_says_where_the_rest_is()
    {
        var format = new MessageFormat(new Times(FixedClock.Create()), 100);

        var last = format.Lines("Mallory", ScriptedBackend.Theirs(1, new string('x', 60_000)), null, isFirstNew: false)[^1];

        Assert.EndsWith("more characters are not shown; /export writes them all", last.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u1100\u11A8 x", "\u1100\uFFFD x")]
    [InlineData("\U0001F3FD", "\uFFFD")]
    [InlineData("\uAC01 \u1100\u1161\u11A8 \U0001F44D\U0001F3FD", "\uAC01 \u1100\u1161\u11A8 \U0001F44D\U0001F3FD")]
    public void What_would_take_no_column_by_itself_is_shown_as_unknown(string text, string shown)
    {
        Assert.Equal(shown, TextWidth.Settled(text));
    }

    [Fact]
    public void Only_a_name_has_the_tone_of_who_speaks()
    {
        var format = new MessageFormat(new Times(FixedClock.Create()), 60);
        var first = ScriptedBackend.Theirs(1, "one");

        var named = format.Lines("Al", first, null, isFirstNew: false)[^1];
        var continued = format.Lines("Al", ScriptedBackend.Theirs(2, "two"), first, isFirstNew: false)[^1];

        Assert.Equal(["Al"], named.Spans.Where(span => span.Tone == Tone.Theirs).Select(span => span.Text));
        Assert.DoesNotContain(continued.Spans, span => span.Tone == Tone.Theirs && span.Text.Length > 0);
        Assert.Equal(named.Columns, continued.Columns);
    }

    [Fact]
    public void Every_state_of_an_own_message_has_a_mark_that_needs_no_colour()
    {
        var format = new MessageFormat(new Times(FixedClock.Create()), 60);

        var marks = Enum.GetValues<DeliveryState>()
            .Select(state => format.Lines("Alice", ScriptedBackend.Own(1, "hello", state), null, isFirstNew: false)[^1])
            .Select(line => line.Text.Trim().Split(' ')[^1])
            .ToArray();

        Assert.Equal(["\u2026", "\u2713", "\u2713\u2713", "\u2713\u2022", "!", "\u2717"], marks);
    }

    [Theory]
    [InlineData("plain \u65E5\u672C\u8A9E \u05E9\u05DC\u05D5\u05DD cafe\u0301 \U0001F44D", true)]
    [InlineData("\U0001F44D\U0001F3FD", false)]
    [InlineData("\u0939\u093F\u0928\u094D\u0926\u0940", false)]
    public void The_mark_stands_at_the_edge_but_for_text_that_a_terminal_may_draw_wider(string text, bool isAtEdge)
    {
        var line = new MessageFormat(new Times(FixedClock.Create()), 60).Lines("Alice", ScriptedBackend.Own(1, text), null, false)[^1];

        var before = line.Text[..line.Text.IndexOf('\u2713', StringComparison.Ordinal)];
        Assert.Equal(isAtEdge ? 58 : TextWidth.Of(before.TrimEnd()) + 2, TextWidth.Of(before));
    }

    [Theory]
    [InlineData("the quick brown fox", 10, new[] { "the quick", "brown fox" })]
    [InlineData("abcdefghij", 4, new[] { "abcd", "efgh", "ij" })]
    [InlineData("\u65E5\u672C\u8A9E\u306E", 5, new[] { "\u65E5\u672C", "\u8A9E\u306E" })]
    [InlineData("e\u0301e\u0301e\u0301", 2, new[] { "e\u0301e\u0301", "e\u0301" })]
    [InlineData("\u65E5", 1, new[] { "\u65E5" })]
    [InlineData("", 10, new[] { "" })]
    public void Wrapping_breaks_at_spaces_and_keeps_characters_whole(string text, int columns, string[] expected)
    {
        Assert.Equal(expected, TextWrap.Lines(text, columns));
    }

    [Theory]
    [InlineData("\u65E5\u672C\u8A9E", 4, "\u65E5\u2026")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab\u2026")]
    public void Fitting_never_exceeds_the_columns(string text, int columns, string expected)
    {
        Assert.Equal(expected, TextWidth.Fit(text, columns));
    }

    [Fact]
    public void Days_are_separated_and_named()
    {
        var times = new Times(FixedClock.Create());

        Assert.Equal("Today, Saturday, 14 March 2026", times.Day(times.Today));
        Assert.Equal("Yesterday, Friday, 13 March 2026", times.Day(times.Today.AddDays(-1)));
    }

    [Fact]
    public void Better_fits_score_higher()
    {
        Assert.True(FuzzyMatch.Score("al", "Alice") > FuzzyMatch.Score("al", "Carol-al"));
        Assert.True(FuzzyMatch.Score("vf", "/verify-fast") > FuzzyMatch.Score("vf", "overflow"));
        Assert.Null(FuzzyMatch.Score("xyz", "Alice"));
    }

    [Fact]
    public void A_scrolled_pane_stays_where_it_is_when_messages_arrive()
    {
        var chat = new Conversation("Alice");
        for (var i = 1; i <= 100; i++)
        {
            chat.Add(ScriptedBackend.Theirs(i, $"message {i}"), isSeen: true);
        }

        var pane = new MessagePane(chat, new Times(FixedClock.Create()), 80, 10);
        pane.Scroll(20);
        var before = pane.Lines().Select(line => line.Text).ToArray();
        chat.Add(ScriptedBackend.Theirs(101, "newest"), isSeen: false);

        Assert.Equal(before, pane.Lines().Select(line => line.Text));
    }

    [Fact]
    public void The_compose_box_grows_with_its_lines_and_knows_where_the_cursor_is()
    {
        var draft = new TextBuffer(isMultiline: true);
        draft.Insert("one\n\u65E5\u672C");

        var box = new ComposeBox(draft, 40);

        Assert.Equal(2, box.Rows);
        Assert.Equal((1, 6), (box.CursorRow, box.CursorColumn));
    }

    [Fact]
    public void Of_several_gateways_the_one_in_use_is_shown()
    {
        var state = new ChatState("Bob", "one:5000,two:5000") { Link = new LinkStatus(LinkState.Online, Gateway: "two:5000") };

        var line = StatusBar.Line(state, new Times(FixedClock.Create()), 80);

        Assert.Contains("connected to two:5000 ", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_shows_the_seconds_that_are_left()
    {
        var clock = FixedClock.Create();
        var state = new ChatState("Bob", "relay:5000") { Link = new LinkStatus(LinkState.Retrying, null, clock.GetUtcNow().AddSeconds(7)) };

        var line = StatusBar.Line(state, new Times(clock), 80);

        Assert.Contains("next try in 7 s", line.Text, StringComparison.Ordinal);
        Assert.Equal(80, line.Columns);
    }
}
