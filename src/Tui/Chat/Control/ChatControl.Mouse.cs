using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Control;

/// <content>The mouse: a click opens, the wheel scrolls, a drag over messages copies them.</content>
internal sealed partial class ChatControl
{
    private const int WheelLines = 3;

    /// <summary>Most UTF-16 units that are copied; terminals refuse a longer sequence as a whole.</summary>
    private const int CopiedMax = 16_384;

    private (int Column, int Row)? _pressedAt;

    /// <summary>What the mouse has marked; null for nothing.</summary>
    internal Selection? Selection { get; private set; }

    /// <summary>The person wants a text in the clipboard.</summary>
    internal event Action<string>? Copied;

    internal void Click(int column, int row)
    {
        _strokes++;
        var layout = Layout;
        if (Overlay is { } overlay)
        {
            ClickOn(overlay, column, row);
        }
        else if (column < layout.SidebarColumns
            && new Sidebar(State, Times, layout.SidebarColumns, layout.SidebarRows).At(row) is { } chat)
        {
            Open(chat);
            Refill();
        }
        else if (layout.IsFolded && row == 0)
        {
            State.Folded = FoldedPane.List;
        }
        else if (Selection is null && IsOverMessages(column, row)
            && Pane?.MessageAt(row - 1) is { } message && State.Selected is { } open)
        {
            OpenFile(open, message);
        }
        else if (layout.ChatColumns > 0 && Draft is { } draft && row >= layout.ComposeTop && row < layout.ComposeTop + layout.ComposeRows)
        {
            draft.MoveTo(BoxOf(draft, layout.ChatColumns).PlaceAt(column - layout.ChatLeft, row - layout.ComposeTop, layout.ComposeRows));
        }
    }

    private void ClickOn(Overlay overlay, int column, int row)
    {
        if (OverlayFrame.Of(overlay, Columns, Rows).RowAt(column, row) is { } line)
        {
            overlay.Click(line);
            Overlay = Overlay == overlay && overlay.IsClosed ? null : Overlay;
            Refill();
        }
    }

    internal void Wheel(int column, int direction)
    {
        Selection = null;
        if (Overlay is { } overlay)
        {
            overlay.Press(new Stroke(direction > 0 ? "Up" : "Down"));
        }
        else if (column < Layout.SidebarColumns)
        {
            Step(-direction);
        }
        else
        {
            ScrollBy(direction * WheelLines);
        }

        Refill();
    }

    /// <summary>The button went down: a drag may begin here.</summary>
    internal void Grab(int column, int row)
    {
        Selection = null;
        _pressedAt = Overlay is null && IsOverMessages(column, row) ? (column, row) : null;
    }

    internal void Drag(int column, int row)
    {
        if (_pressedAt is { } from)
        {
            var layout = Layout;
            var to = (Math.Clamp(column, layout.ChatLeft, layout.Columns - 1), Math.Clamp(row, 1, layout.MessageRows));
            Selection = Selection is null && to == from ? null : new Selection(from, to);
        }
    }

    /// <summary>The button went up: what is marked goes to the clipboard.</summary>
    internal void Drop()
    {
        _pressedAt = null;
        if (Selection is { } selection && Pane is { } pane)
        {
            Copy(selection.TextOf(pane.Lines().Select((line, i) => new PlacedLine(Layout.ChatLeft, i + 1, line))));
        }
    }

    private bool IsOverMessages(int column, int row)
    {
        var layout = Layout;
        return State.Selected is not null && layout.ChatColumns > 0 && column >= layout.ChatLeft && row >= 1 && row <= layout.MessageRows;
    }

    /// <summary>Copies the newest message of the other side or of the person, as it was written.</summary>
    private void CopyLast(Conversation chat)
    {
        if (chat.Messages.LastOrDefault(message => message.Side != MessageSide.Note) is { } last)
        {
            Copy(string.Join('\n', SafeText.Lines(last.Text)));
        }
    }

    private void Copy(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var bounded = text.Length > CopiedMax ? text[..(char.IsHighSurrogate(text[CopiedMax - 1]) ? CopiedMax - 1 : CopiedMax)] : text;
        Copied?.Invoke(bounded);
        Say($"Copied: {SafeText.Short(bounded, 60)}");
    }
}
