using System.Globalization;
using System.Text;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>The part of the typed line that fits on one row, and the column of the cursor in it.</summary>
/// <param name="Shown">What to draw after the prompt.</param>
/// <param name="CursorColumn">Terminal columns between the end of the prompt and the cursor.</param>
internal readonly record struct LineView(string Shown, int CursorColumn)
{
    /// <summary>Lays a line out in <paramref name="columns"/> terminal columns; scrolls sideways so that the cursor is visible.</summary>
    internal static LineView Of(string text, int cursor, int columns)
    {
        var start = 0;
        var cells = Cells(text);
        var cursorCell = cells.FindIndex(cell => cell.At >= cursor);
        cursorCell = cursorCell < 0 ? cells.Count : cursorCell;
        while (Width(cells, start, cursorCell) >= columns)
        {
            start += Math.Max(1, (cursorCell - start) / 2);
        }

        var shown = new StringBuilder();
        var used = 0;
        for (var i = start; i < cells.Count && used + cells[i].Width < columns; i++)
        {
            shown.Append(cells[i].Drawn);
            used += cells[i].Width;
        }

        return new LineView(shown.ToString(), Width(cells, start, cursorCell));
    }

    private static int Width(List<Cell> cells, int from, int to)
    {
        var width = 0;
        for (var i = from; i < to; i++)
        {
            width += cells[i].Width;
        }

        return width;
    }

    private static List<Cell> Cells(string text)
    {
        var cells = new List<Cell>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var drawn = SafeText.Line(text.Substring(at, length));
            cells.Add(new Cell(at, drawn, CellText.Width(drawn)));
            at += length;
        }

        return cells;
    }

    private readonly record struct Cell(int At, string Drawn, int Width);
}
