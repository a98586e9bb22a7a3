using Sdtp.Client;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>Marking, copying, and what is said to the terminal.</summary>
public sealed class MouseTests : IAsyncDisposable
{
    private const int LastMessageRow = 21;

    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;
    private readonly List<string> _copied = [];

    public MouseTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(80, 24);
        _control.Copied += _copied.Add;
        var chat = new StoredChat(
            "Alice",
            ContactTrustState.Pinned,
            IsMuted: false,
            Unread: 0,
            Draft: "",
            [ScriptedBackend.Theirs(1, "first"), ScriptedBackend.Own(2, "second \u65E5\u672C")],
            MayHaveOlder: false);
        _control.Apply([new ChatEvent.Loaded(chat), new ChatEvent.Ready()]);
    }

    [Fact]
    public void Dragging_over_messages_marks_them_and_letting_go_copies_them()
    {
        var row = Array.FindIndex(Screen(), line => line.Contains("second", StringComparison.Ordinal));
        var column = Screen()[row].IndexOf("second", StringComparison.Ordinal);

        _control.Grab(column, row);
        _control.Drag(column + 8, row);
        var marked = _control.Selection;
        _control.Drop();

        Assert.NotNull(marked);
        Assert.Equal(["second \u65E5"], _copied);
        Assert.Contains(Composed(), placed => placed.Line.Spans.Any(span => span.Tone == Tone.Match));
    }

    [Fact]
    public void Dragging_backwards_over_two_lines_copies_both_in_order()
    {
        var row = Array.FindIndex(Screen(), line => line.Contains("second", StringComparison.Ordinal));

        _control.Grab(79, row);
        _control.Drag(25, row - 1);
        _control.Drop();

        var lines = Assert.Single(_copied).Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("first", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_click_in_the_palette_picks_what_is_under_it()
    {
        _control.Press(new Stroke("Ctrl-K"));
        _control.Paste("help");
        var (row, column) = Find("/help");

        _control.Click(column, row - 2);
        var before = _control.Overlay;
        _control.Click(column, row);

        Assert.IsType<PaletteOverlay>(before);
        Assert.IsType<HelpOverlay>(_control.Overlay);
    }

    [Fact]
    public void A_click_in_the_compose_box_puts_the_cursor_there()
    {
        _control.Paste("\u65E5\u672C two\nthree");
        var (row, column) = Find("\u65E5\u672C two");
        var start = _control.Layout.ChatLeft + 2;

        _control.Click(start + 3, row);
        var inside = _control.State.Selected!.Draft.Cursor;
        _control.Click(79, row);
        var end = _control.State.Selected.Draft.Cursor;
        _control.Click(start + 2, row + 1);

        Assert.True(column > 24);
        Assert.Equal((1, 6, 9), (inside, end, _control.State.Selected.Draft.Cursor));
    }

    [Fact]
    public void A_click_marks_nothing_and_a_key_takes_the_mark_away()
    {
        _control.Grab(40, LastMessageRow - 1);
        _control.Drag(40, LastMessageRow - 1);
        _control.Drop();
        _control.Grab(30, LastMessageRow - 1);
        _control.Drag(50, LastMessageRow - 1);
        var marked = _control.Selection;
        _control.Press(new Stroke("F1"));

        Assert.Empty(_copied);
        Assert.NotNull(marked);
        Assert.Null(_control.Selection);
    }

    [Theory]
    [InlineData(FileState.Waiting, "name")]
    [InlineData(FileState.Waiting, "line")]
    public void A_click_on_a_file_that_waits_asks_where_to_save_it(FileState state, string on)
    {
        var row = FileAt(state);

        _control.Click(40, on == "name" ? row : row + 1);

        Assert.Equal(new ChatRequest.OfferSave("Alice", 3), _backend.Asked[^1]);
    }

    [Theory]
    [InlineData(FileState.Sending, "Stop sending this file?")]
    [InlineData(FileState.Receiving, "Stop receiving this file?")]
    [InlineData(FileState.Failed, "This file was not sent")]
    [InlineData(FileState.Sent, null)]
    [InlineData(FileState.Discarded, null)]
    public void A_click_on_another_file_shows_what_can_be_done_with_it(FileState state, string? title)
    {
        var row = FileAt(state);

        _control.Click(40, row);

        Assert.Equal(title, _control.Overlay?.Title);
    }

    [Fact]
    public void A_click_on_a_saved_file_says_where_it_is()
    {
        _control.Click(40, FileAt(FileState.Saved));

        Assert.Equal("Saved to /downloads/notes.txt", _control.State.Notice!.Text);
    }

    [Fact]
    public void A_click_beside_a_file_or_at_the_end_of_a_drag_opens_nothing()
    {
        var row = FileAt(FileState.Receiving);
        var asked = _backend.Asked.Count;
        for (var other = 0; other < 24; other++)
        {
            if (other != row && other != row + 1)
            {
                _control.Click(40, other);
            }
        }

        _control.Grab(30, row);
        _control.Drag(50, row);
        _control.Drop();
        _control.Click(50, row);

        Assert.Null(_control.Overlay);
        Assert.Equal(asked, _backend.Asked.Count);
    }

    [Fact]
    public void The_copy_command_copies_the_newest_message()
    {
        _control.Paste("/copy");
        _control.Press(new Stroke("Enter"));

        Assert.Equal(["second \u65E5\u672C"], _copied);
    }

    [Fact]
    public void A_notification_names_the_sender_and_lets_no_code_of_theirs_through()
    {
        var codes = TerminalCodes.Notification("Eve\u001B\\\u0007;x");

        Assert.StartsWith("\u0007\u001B]9;SDTP: new message from Eve", codes, StringComparison.Ordinal);
        Assert.Contains("\u001B]777;notify;SDTP;new message from Eve", codes, StringComparison.Ordinal);
        Assert.Equal(4, codes.Count(letter => letter == '\u001B'));
        Assert.Equal(1, codes.Count(letter => letter == '\u0007'));
    }

    [Fact]
    public void The_clipboard_gets_text_that_no_byte_of_can_end_the_code()
    {
        Assert.Equal("\u001B]52;c;4pyTIG9y\u001B\\", TerminalCodes.Clipboard("\u2713 or"));
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    /// <summary>A file of the next day between two texts, below a separator; the row of its name.</summary>
    private int FileAt(FileState state)
    {
        var file = new ChatFile("notes.txt", 5, state, 1, 4, state == FileState.Saved ? "/downloads/notes.txt" : null);
        var at = People.Noon.AddDays(1);
        _control.Apply(
        [
            new ChatEvent.Arrived("Alice", ScriptedBackend.Theirs(3, "\u25A4 notes.txt") with { File = file, At = at }),
            new ChatEvent.Arrived("Alice", ScriptedBackend.Theirs(4, "below") with { At = at }),
        ]);
        return Array.FindIndex(Screen(), line => line.Contains("\u25A4 notes.txt", StringComparison.Ordinal));
    }

    private IReadOnlyList<PlacedLine> Composed() => ScreenComposer.Compose(_control).Lines;

    /// <summary>The place of a text on the screen, the last there is.</summary>
    private (int Row, int Column) Find(string text)
    {
        var placed = Composed().Last(placed => placed.Line.Text.Contains(text, StringComparison.Ordinal));
        return (placed.Row, placed.Column + placed.Line.Text.IndexOf(text, StringComparison.Ordinal));
    }

    private string[] Screen()
    {
        var rows = Enumerable.Repeat("", 24).ToArray();
        foreach (var placed in Composed().Where(placed => placed.Column > 24 && placed.Row < 24))
        {
            rows[placed.Row] = new string(' ', placed.Column) + placed.Line.Text;
        }

        return rows;
    }
}
