using System.Drawing;
using System.Text.RegularExpressions;
using Sdtp.Tui.Chat.Terminals;
using Terminal.Gui.Drivers;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

public sealed partial class WholeFramesTests : IDisposable
{
    private readonly WholeFrames _terminal = new();
    private readonly OutputBufferImpl _screen = new();

    public WholeFramesTests()
    {
        _screen.SetSize(40, 3);
        Write(0, 0, "first");
        Write(0, 2, "last");
        _terminal.Write(_screen);
    }

    private IOutput Terminal => _terminal;

    [Fact]
    public void A_frame_hides_the_cursor_once_and_moves_once_for_each_row()
    {
        var sent = _terminal.GetLastOutput();

        Assert.StartsWith(EscSeqUtils.CSI_HideCursor, sent, StringComparison.Ordinal);
        Assert.Equal(3, Moves().Count(sent));
        Assert.Matches("first.*last", sent);
    }

    [Fact]
    public void A_cell_that_has_changed_costs_one_move_however_many_before_it_have_not()
    {
        Write(30, 1, "x");

        _terminal.Write(_screen);

        var sent = _terminal.GetLastOutput();
        Assert.Equal("[2;31H", Assert.Single(Moves().Matches(sent)).Value);
        Assert.DoesNotContain("first", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_screen_that_has_not_changed_sends_nothing()
    {
        var before = _terminal.GetLastOutput();

        _terminal.Write(_screen);

        Assert.Equal(before, _terminal.GetLastOutput());
    }

    [Fact]
    public void A_cursor_that_stays_where_it_is_is_sent_once()
    {
        var cursor = new Cursor { Position = new Point(4, 1), Style = CursorStyle.SteadyBar };
        Terminal.SetCursor(cursor);
        var sent = _terminal.GetLastOutput();

        Terminal.SetCursor(cursor with { });

        Assert.EndsWith("[2;5H" + EscSeqUtils.CSI_ShowCursor, sent, StringComparison.Ordinal);
        Assert.Equal(sent, _terminal.GetLastOutput());
    }

    [Fact]
    public void After_a_frame_the_cursor_is_put_back_where_it_was()
    {
        var cursor = new Cursor { Position = new Point(4, 1), Style = CursorStyle.SteadyBar };
        Terminal.SetCursor(cursor);
        Write(0, 1, "new");

        Terminal.SetCursor(cursor with { Position = null });
        _terminal.Write(_screen);
        Terminal.SetCursor(cursor);

        Assert.Matches(@"^\e\[\?25l.*new.*\e\[2;5H\e\[\?25h$", _terminal.GetLastOutput());
    }

    [Fact]
    public void A_cursor_that_goes_is_hidden()
    {
        Terminal.SetCursor(new Cursor { Position = new Point(4, 1), Style = CursorStyle.SteadyBar });

        Terminal.SetCursor(new Cursor());

        Assert.EndsWith(EscSeqUtils.CSI_HideCursor, _terminal.GetLastOutput(), StringComparison.Ordinal);
        Assert.False(Terminal.GetCursor().IsVisible);
    }

    public void Dispose() => _terminal.Dispose();

    private void Write(int column, int row, string text)
    {
        _screen.Move(column, row);
        _screen.AddStr(text);
    }

    [GeneratedRegex(@"\[\d+;\d+H")]
    private static partial Regex Moves();
}
