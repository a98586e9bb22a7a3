using System.Drawing;
using System.Text;
using Terminal.Gui.Drivers;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>
/// Frames to a Unix terminal in one write each. The library writes every row and every move of the cursor by itself, and the cursor again
/// in each turn of the loop whether it has moved or not: a hundred wake-ups of the terminal for one frame, each a wait on a busy machine.
/// </summary>
internal sealed class WholeFrames : AnsiOutput, IOutput
{
    private readonly StringBuilder _frame = new();
    private Cursor _cursor = new();
    private Cursor? _shown;
    private Point? _next;
    private bool _isFraming;

    public override void Write(IOutputBuffer buffer)
    {
        _frame.Clear();
        _next = null;
        _isFraming = true;
        try
        {
            base.Write(buffer);
        }
        finally
        {
            _isFraming = false;
        }

        if (_frame.Length > 0)
        {
            if (_shown is not { IsVisible: false })
            {
                _frame.Insert(0, EscSeqUtils.CSI_HideCursor);
            }

            base.Write(_frame);
            _shown = new Cursor();
        }
    }

    Cursor IOutput.GetCursor() => _cursor;

    void IOutput.SetCursor(Cursor cursor)
    {
        _cursor = cursor;

        // One without a place but with a shape is asked for before each frame, and the frame hides it.
        var isForFrame = !cursor.IsVisible && cursor.Style != CursorStyle.Hidden;
        if (isForFrame || cursor == _shown)
        {
            return;
        }

        Write(cursor is { IsVisible: true, Position: { } at }
            ? Style(cursor) + EscSeqUtils.CSI_SetCursorPosition(at.Y + 1, at.X + 1) + EscSeqUtils.CSI_ShowCursor
            : EscSeqUtils.CSI_HideCursor);
        _shown = cursor;
    }

    protected override void Write(StringBuilder output)
    {
        if (!_isFraming)
        {
            base.Write(output);
            return;
        }

        if (output.Length > 0 && _next is { } at)
        {
            _frame.Append(EscSeqUtils.CSI_SetCursorPosition(at.Y + 1, at.X + 1));
            _next = null;
        }

        _frame.Append(output);
    }

    protected override bool SetCursorPositionImpl(int col, int row)
    {
        // The library moves over each cell that has not changed; only the last move before a text counts.
        _next = new Point(col, row);
        return true;
    }

    private static string Style(Cursor cursor) => EscSeqUtils.CSI_SetCursorStyle(cursor.Style);
}
