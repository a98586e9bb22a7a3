using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.Input;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>The screen as the driver draws it, without a terminal.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly ChatScreen _screen;
    private HeadlessScreen? _drawn;

    public ScreenTests()
    {
        var clock = FixedClock.Create();
        _screen = new ChatScreen(new ChatControl(new ScriptedBackend(), clock), clock, lockAfter: null);
        _screen.Apply([.. new DemoScript(clock).Chats().Select(chat => new ChatEvent.Loaded(chat)), new ChatEvent.Ready()]);
    }

    [Theory]
    [InlineData(120, 40)]
    [InlineData(80, 24)]
    [InlineData(40, 12)]
    public void Every_row_is_as_wide_as_the_screen(int columns, int rows)
    {
        Begin(columns, rows);
        Press(Key.CursorDown.WithAlt);

        foreach (var key in new[] { Key.Esc, Key.F1, Key.Esc, Key.K.WithCtrl })
        {
            var lines = Draw();
            Assert.Equal(rows, lines.Length);
            Assert.All(lines, line => Assert.Equal(columns, Sdtp.Tui.Chat.Presentation.TextWidth.Of(line)));
            Press(key);
        }
    }

    [Fact]
    public void Wide_shows_both_panes_and_the_status()
    {
        Begin(120, 40);
        Press(Key.CursorDown.WithAlt);

        var lines = Draw();

        Assert.StartsWith(" Chats", lines[0], StringComparison.Ordinal);
        Assert.Contains("\u2502Alice  \u2713 verified", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("lunch", StringComparison.OrdinalIgnoreCase) && line.Contains('\u2502'));
        Assert.Contains(lines, line => line.Contains("\u2500 new \u2500", StringComparison.Ordinal));
        Assert.Contains("Bob", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Forty_by_twelve_shows_the_list_then_the_chat_then_the_list_again()
    {
        Begin(40, 12);
        var list = Draw();
        Press(Key.CursorDown);
        Press(Key.Enter);
        var chat = Draw();
        Press(Key.Esc);
        var again = Draw();

        Assert.Contains("Chats", list[0], StringComparison.Ordinal);
        Assert.StartsWith("\u2039", chat[0], StringComparison.Ordinal);
        Assert.Contains("Alice", chat[0], StringComparison.Ordinal);
        Assert.StartsWith("> ", chat[^2], StringComparison.Ordinal);
        Assert.Contains("Chats", again[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_resize_lays_everything_out_again()
    {
        Begin(120, 40);
        Press(Key.CursorDown.WithAlt);
        Draw();

        _drawn!.Resize(40, 12);
        var small = Draw();
        _drawn!.Resize(80, 24);
        var wide = Draw();

        Assert.Equal(12, small.Length);
        Assert.Equal(24, wide.Length);
        Assert.Contains("\u2502Alice", wide[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_paste_lands_in_the_box_as_it_is_and_sends_nothing()
    {
        Begin(80, 24);
        Press(Key.CursorDown.WithAlt);

        _drawn!.Paste("one\rtwo\u001B[31m\r\nthree");
        var lines = Draw();

        Assert.EndsWith("> one", lines[^4].TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("  two[31m", lines[^3].TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("  three", lines[^2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_box_grows_with_what_is_typed_and_pushes_the_messages_up()
    {
        Begin(80, 24);
        Press(Key.CursorDown.WithAlt);
        Type("one");
        Press(Key.Enter.WithAlt);
        Type("two");

        var lines = Draw();

        Assert.EndsWith("> one", lines[^3].TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("  two", lines[^2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_codes_of_a_peer_never_reach_the_terminal()
    {
        Begin(80, 24);
        Press(Key.CursorDown.WithAlt);
        var text = "\u001B[31mred\u001B]0;title\a\u202Eevil\u009B2J" + new string('\u0301', 300);
        _screen.Apply([new ChatEvent.Arrived("Alice", new ChatMessage(50, MessageSide.Theirs, text, People.Noon))]);

        var drawn = string.Concat(Draw());

        Assert.Contains("[31mred]0;titleevil2J", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain(drawn, letter => char.IsControl(letter) || letter == '\u202E');
    }

    [Fact]
    public void The_verify_box_shows_the_digits_beside_the_code()
    {
        Begin(120, 40);
        var card = DemoScript.Card("Alice");
        _screen.Apply([new ChatEvent.Found(card, LookupPurpose.Verify)]);

        var lines = Draw();

        var lastRow = string.Join("  ", card.SafetyNumber.Split(' ')[8..]);
        Assert.Contains(lines, line => line.Contains(lastRow, StringComparison.Ordinal) && line.Contains('\u2588'));
    }

    [Fact]
    public void A_narrow_screen_shows_the_digits_above_the_code()
    {
        Begin(56, 40);
        _screen.Apply([new ChatEvent.Found(DemoScript.Card("Alice"), LookupPurpose.Verify)]);

        var lines = Draw();

        var digits = Array.FindIndex(lines, line => line.Contains("63352  26704", StringComparison.Ordinal));
        Assert.InRange(digits, 0, Array.FindIndex(lines, line => line.Contains('\u2588')));
    }

    [Fact]
    public void Forty_by_twelve_shows_all_the_digits_and_the_question()
    {
        Begin(40, 12);
        var card = DemoScript.Card("Alice");
        _screen.Apply([new ChatEvent.Found(card, LookupPurpose.Verify)]);

        var drawn = string.Concat(Draw());

        Assert.All(card.SafetyNumber.Split(' '), group => Assert.Contains(group, drawn, StringComparison.Ordinal));
        Assert.Contains("y: the numbers are the same", drawn, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (_drawn is { } drawn)
        {
            drawn.Dispose();
        }
        else
        {
            _screen.Dispose();
        }
    }

    private void Begin(int columns, int rows) => _drawn = new HeadlessScreen(_screen, columns, rows);

    private string[] Draw() => _drawn!.Draw();

    private void Press(Key key) => _drawn!.Press(key);

    private void Type(string text) => _drawn!.Type(text);
}
