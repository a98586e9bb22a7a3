using Microsoft.Extensions.Time.Testing;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

/// <summary>
/// A peer that sends as much as it can, and the worst that it can. What keeps the keys quick is counted and not timed: messages formatted,
/// frames and rows drawn, messages in memory.
/// </summary>
public sealed class HostileFloodTests : IDisposable
{
    private const int Columns = 100;
    private const int Rows = 30;

    private static readonly string Worst = string.Concat(Enumerable.Repeat("\u001B[2J\u202E\u65E5e\u0301\u0301 ", 6_500))[..64_000];

    private readonly FakeTimeProvider _clock = FixedClock.Create();
    private readonly VirtualTimeProvider _virtualTime = new();
    private readonly SynchronizationContext? _before = SynchronizationContext.Current;
    private readonly IApplication _app;
    private readonly ChatControl _control;
    private readonly ChatScreen _screen;
    private long _id;

    public HostileFloodTests()
    {
        _app = Application.Create(_virtualTime);
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(Columns, Rows);
        _control = new ChatControl(new ScriptedBackend(), _clock);
        _screen = new ChatScreen(_control, _clock, lockAfter: null);
        var chat = new StoredChat("Mallory", ContactTrustState.Pinned, false, 0, "", [ScriptedBackend.Theirs(++_id, "hello")], false);
        _screen.Apply([new ChatEvent.Loaded(chat), new ChatEvent.Ready()]);
        _app.Begin(_screen);

        // Begin without Run leaves a context behind on which nothing would ever run.
        SynchronizationContext.SetSynchronizationContext(_before);
        Draw();
    }

    public void Dispose()
    {
        _screen.Dispose();
        _app.Dispose();
        SynchronizationContext.SetSynchronizationContext(_before);
    }

    [Fact]
    public void Ten_thousand_messages_at_once_are_drawn_in_few_frames_and_few_of_them_formatted()
    {
        var formatted = _control.Blocks.Formatted;
        var frames = 0;
        for (var batch = 0; batch < 80; batch++)
        {
            _screen.Apply(Arrive(125, "one of ten thousand"));
            frames += DrawIfNeeded();
        }

        Advance(ChatScreen.FrameEvery);
        frames += DrawIfNeeded();

        // All came within one moment: one frame for the first, one at the end.
        Assert.InRange(frames, 1, 2);
        Assert.InRange(_control.Blocks.Formatted - formatted, 1, 2 * Rows);
        Assert.InRange(_control.State.Selected!.Messages.Count, 1, MessageWindow.MessagesMax);
        Assert.Contains("one of ten thousand", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_drawn_at_once_while_frames_of_others_wait()
    {
        _screen.Apply(Arrive(1, "first"));
        Draw();
        _screen.Apply(Arrive(1, "second"));
        var waits = !_screen.NeedsDraw;
        _app.InjectKey(new Key('x'));

        Assert.True(waits);
        Assert.True(_screen.NeedsDraw);
    }

    [Fact]
    public void A_key_draws_the_rows_that_it_changes_and_formats_no_message()
    {
        _screen.Apply(Arrive(500, Worst));
        Draw();
        var (formatted, rows) = (_control.Blocks.Formatted, _screen.RowsDrawn);

        _app.InjectKey(new Key('x'));
        DrawIfNeeded();

        Assert.Equal(formatted, _control.Blocks.Formatted);

        // The box and the preview of the draft in the sidebar.
        Assert.InRange(_screen.RowsDrawn - rows, 1, 3);
        Assert.Contains("> x", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_messages_are_formatted_once_however_often_the_screen_is_drawn()
    {
        _screen.Apply(Arrive(50, Worst));
        Draw();
        var formatted = _control.Blocks.Formatted;

        for (var i = 0; i < 20; i++)
        {
            Draw();
        }

        Assert.Equal(formatted, _control.Blocks.Formatted);
        Assert.DoesNotContain(Shown(), letter => (char.IsControl(letter) && letter != '\n') || letter == '\u202E');
    }

    [Fact]
    public void A_frame_that_changes_nothing_draws_nothing()
    {
        _screen.Apply(Arrive(50, "hello"));
        Draw();
        var rows = _screen.RowsDrawn;

        _screen.SetNeedsDraw();
        DrawIfNeeded();

        Assert.Equal(rows, _screen.RowsDrawn);
    }

    [Fact]
    public void A_draft_of_the_greatest_length_is_broken_into_lines_once_for_each_key()
    {
        _control.Paste(new string('w', TextBuffer.MessageLengthMax - 10));
        var box = _control.BoxOf(_control.State.Selected!.Draft, 60);

        Draw();
        _control.BoxOf(_control.State.Selected!.Draft, 60);
        var again = _control.BoxOf(_control.State.Selected!.Draft, 60);

        Assert.Same(again, _control.BoxOf(_control.State.Selected!.Draft, 60));
        Assert.Equal(box.Rows, again.Rows);
    }

    private List<ChatEvent> Arrive(int count, string text) =>
    [
        .. Enumerable.Range(0, count).Select(_ => new ChatEvent.Arrived("Mallory", ScriptedBackend.Theirs(++_id, text))),
    ];

    private void Draw()
    {
        _app.LayoutAndDraw(true);
        _clock.Advance(ChatScreen.FrameEvery / 10);
    }

    /// <summary>What the loop of the program does; gives the number of frames, which is one or none.</summary>
    private int DrawIfNeeded()
    {
        var needs = _screen.NeedsDraw;
        _app.LayoutAndDraw();
        return needs ? 1 : 0;
    }

    private void Advance(TimeSpan time)
    {
        _clock.Advance(time);
        _virtualTime.Advance(time);
        _app.TimedEvents!.RunTimers();
    }

    private string Shown() => _app.Driver!.ToString()!;
}
