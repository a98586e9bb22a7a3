using System.Drawing;
using Sdtp.Tui.Chat.Presentation;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Sdtp.Tui.Chat.Views;

/// <summary>
/// A whole screen made of styled lines, and a cursor. Only rows that have changed are drawn again: the driver sends every cell that is
/// written, changed or not.
/// </summary>
internal abstract class Canvas : Runnable
{
    private static readonly string[] Letters = [.. Enumerable.Range(0, 0x7F).Select(letter => ((char)letter).ToString())];

    private List<(int Column, Span Span)>[] _drawn = [];
    private Cell[,]? _drawnOn;
    private Theme? _drawnWith;

    /// <summary>The application whose pastes come here, while this runs.</summary>
    private IApplication? _pasting;

    private protected Canvas()
    {
        Width = Dim.Fill();
        Height = Dim.Fill();
        CanFocus = true;

        // Every key and click is ours: the usual bindings would take Enter, Space and Esc away.
        KeyBindings.Clear();
        MouseBindings.Clear();
    }

    /// <summary>How many rows have been drawn so far.</summary>
    internal long RowsDrawn { get; private set; }

    private protected abstract Theme Theme { get; }

    /// <summary>Everything to draw, in order, and where the cursor is; null for none.</summary>
    private protected abstract (IReadOnlyList<PlacedLine> Lines, (int Column, int Row)? Cursor) Compose(int columns, int rows);

    /// <summary>Takes what was pasted, with whatever is in it.</summary>
    private protected abstract void TakePaste(string text);

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (_pasting is { } before)
        {
            before.Paste -= OnPasted;
        }

        // Not by OnPaste: it is never called here, where no view inside this one has the focus.
        _pasting = newIsRunning ? App : null;
        if (_pasting is { } now)
        {
            now.Paste += OnPasted;
        }
    }

    // Nothing is cleared: each row that is drawn is drawn from edge to edge.
    protected override bool OnClearingViewport() => true;

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (lines, cursor) = Compose(Viewport.Width, Viewport.Height);
        Draw(RowsOf(lines, Viewport.Height));
        Cursor = new Cursor
        {
            Position = cursor is { } at ? new Point(at.Column, at.Row) : null,
            Style = CursorStyle.SteadyBar,
        };
        return true;
    }

    private void OnPasted(object? sender, PasteEventArgs paste)
    {
        paste.Handled = true;
        TakePaste(paste.Text);
    }

    private static List<(int Column, Span Span)>[] RowsOf(IReadOnlyList<PlacedLine> lines, int rows)
    {
        var result = new List<(int Column, Span Span)>[rows];
        for (var row = 0; row < rows; row++)
        {
            result[row] = [];
        }

        foreach (var (left, row, line) in lines)
        {
            if (row < 0 || row >= rows)
            {
                continue;
            }

            var column = left;
            foreach (var span in line.Spans)
            {
                // Each span is put at its own column, so that a terminal that measures a character differently spoils one word at most.
                result[row].Add((column, span));
                column += TextWidth.Of(span.Text);
            }
        }

        return result;
    }

    private void Draw(List<(int Column, Span Span)>[] rows)
    {
        // The driver takes new cells when the size changes and when it is told to begin anew; what was drawn is not on them.
        var cells = App?.Driver?.Contents;
        var isSame = ReferenceEquals(cells, _drawnOn) && ReferenceEquals(Theme, _drawnWith) && rows.Length == _drawn.Length;
        for (var row = 0; row < rows.Length; row++)
        {
            if (!isSame || !rows[row].SequenceEqual(_drawn[row]))
            {
                DrawRow(row, rows[row]);
            }
        }

        (_drawn, _drawnOn, _drawnWith) = (rows, cells, Theme);
    }

    private void DrawRow(int row, List<(int Column, Span Span)> spans)
    {
        RowsDrawn++;
        var reached = 0;
        foreach (var (column, span) in spans)
        {
            Blank(reached, column, row);
            Put(column, row, span.Text, span.Tone);
            reached = Math.Max(reached, column + TextWidth.Of(span.Text));
        }

        Blank(reached, Viewport.Width, row);
    }

    private void Blank(int from, int to, int row)
    {
        if (to > from)
        {
            Put(from, row, new string(' ', to - from), Tone.Normal);
        }
    }

    /// <summary>
    /// Puts text into the cells of the screen. The driver measures each character several times, which is most of the cost of a frame;
    /// plain ASCII needs no measuring, and nearly all text is that.
    /// </summary>
    private void Put(int column, int row, string text, Tone tone)
    {
        SetAttribute(Theme[tone]);
        if (App?.Driver is not { Contents: { } cells } driver || column < 0 || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            AddStr(column, row, text);
            return;
        }

        // The first one the usual way: it marks the row, and mends a wide character that it cuts in half.
        AddStr(column, row, text[..1]);
        var attribute = driver.CurrentAttribute;
        var end = Math.Min(text.Length, cells.GetLength(1) - column);
        for (var i = 1; i < end; i++)
        {
            ref var cell = ref cells[row, column + i];
            cell.Grapheme = Letters[text[i]];
            cell.Attribute = attribute;
            cell.IsDirty = true;
        }
    }
}
