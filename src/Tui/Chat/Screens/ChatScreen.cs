using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Views;
using Terminal.Gui.Input;

namespace Sdtp.Tui.Chat.Screens;

/// <summary>The chat on a terminal: draws the control's lines and hands it keys, clicks and pastes.</summary>
internal sealed class ChatScreen : Canvas
{
    /// <summary>
    /// What others do is drawn so often at most, however many messages pour in; what the person does is drawn at once.
    /// </summary>
    internal static readonly TimeSpan FrameEvery = TimeSpan.FromMilliseconds(33);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ChatControl _control;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _lockAfter;
    private readonly bool _isColourForbidden = Theme.IsColourForbidden();
    private long _lastInput;
    private long? _lastFrame;
    private bool _isFrameDue;
    private object? _ticking;

    /// <summary>Makes the screen.</summary>
    /// <param name="control">What it shows.</param>
    /// <param name="clock">For the lock.</param>
    /// <param name="lockAfter">Without a key for so long it locks; null for never.</param>
    internal ChatScreen(ChatControl control, TimeProvider clock, TimeSpan? lockAfter)
    {
        _control = control;
        _clock = clock;
        _lockAfter = lockAfter;
        _lastInput = clock.GetTimestamp();
        control.Rang += Ring;
        control.Copied += Copy;
    }

    private protected override Theme Theme => Theme.Named(_control.Preferences.Theme, _isColourForbidden);

    internal void Apply(IReadOnlyList<ChatEvent> events)
    {
        _control.Apply(events);
        DrawSoon();
    }

    /// <summary>Leaves as Ctrl-Q does.</summary>
    internal void Leave() => After(() => _control.Leave(ChatExit.Quit));

    private void DrawSoon()
    {
        if (_isFrameDue)
        {
            return;
        }

        var rest = _lastFrame is { } frame ? FrameEvery - _clock.GetElapsedTime(frame) : TimeSpan.Zero;
        if (rest <= TimeSpan.Zero || App is null)
        {
            SetNeedsDraw();
            return;
        }

        _isFrameDue = true;
        App.AddTimeout(rest, () =>
        {
            _isFrameDue = false;
            SetNeedsDraw();
            return false;
        });
    }

    private protected override (IReadOnlyList<PlacedLine> Lines, (int Column, int Row)? Cursor) Compose(int columns, int rows)
    {
        _lastFrame = _clock.GetTimestamp();
        _control.Resize(columns, rows);
        return _control.Exit == ChatExit.Lock ? ([], null) : ScreenComposer.Compose(_control);
    }

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning)
        {
            _ticking = App?.AddTimeout(Tick, OnTick);
        }
        else if (_ticking is { } ticking)
        {
            App?.RemoveTimeout(ticking);
            _ticking = null;
        }
    }

    protected override bool OnKeyDown(Key key)
    {
        if (!key.IsModifierOnly)
        {
            After(() => _control.Press(KeyNames.Of(key)));
        }

        return true;
    }

    private protected override void TakePaste(string text) => After(() => _control.Paste(text));

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { } at)
        {
            return false;
        }

        if (mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            After(() => _control.Wheel(at.X, 1));
        }
        else if (mouse.Flags.HasFlag(MouseFlags.WheeledDown))
        {
            After(() => _control.Wheel(at.X, -1));
        }
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            After(() => Hold(at.X, at.Y, mouse.Flags.HasFlag(MouseFlags.PositionReport)));
        }
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonReleased))
        {
            After(_control.Drop);
        }
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked))
        {
            After(() => _control.Click(at.X, at.Y));
        }

        return true;
    }

    private void Hold(int column, int row, bool hasMoved)
    {
        if (hasMoved)
        {
            _control.Drag(column, row);
        }
        else
        {
            _control.Grab(column, row);
        }
    }

    private void After(Action act)
    {
        _lastInput = _clock.GetTimestamp();
        act();
        SetNeedsDraw();
        if (_control.Exit is not null)
        {
            Stop();
        }
    }

    private void Stop()
    {
        if (_control.Exit == ChatExit.Lock)
        {
            // Emptied now: closing the connection and the history comes before the next screen, and nobody shall read along until then.
            App?.LayoutAndDraw(true);
        }

        App?.RequestStop(this);
    }

    private bool OnTick()
    {
        if (_lockAfter is { } patience && _clock.GetElapsedTime(_lastInput) >= patience)
        {
            _control.Leave(ChatExit.Lock);
            Stop();
            return false;
        }

        // The countdown to the next try, and midnight.
        SetNeedsDraw();
        return true;
    }

    private void Ring(string name)
    {
        App?.Driver?.WriteRaw(TerminalCodes.Notification(name));
    }

    private void Copy(string text) => App?.Driver?.WriteRaw(TerminalCodes.Clipboard(text));
}
