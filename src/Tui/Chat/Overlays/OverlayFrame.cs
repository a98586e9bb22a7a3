using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>A border around an overlay, and its place in the middle of the screen.</summary>
internal sealed record OverlayFrame(int Left, int Top, IReadOnlyList<StyledLine> Lines, (int Column, int Row)? Cursor)
{
    private const int BorderColumns = 4;
    private const int BorderRows = 2;

    /// <summary>The line of the content at a place of the screen; null on the border and outside.</summary>
    internal int? RowAt(int column, int row) =>
        column > Left && column < Left + Lines[0].Columns - 1 && row > Top && row < Top + Lines.Count - 1 ? row - Top - 1 : null;

    internal static OverlayFrame Of(Overlay overlay, int columns, int rows)
    {
        var inner = Math.Max(1, Math.Min(overlay.ColumnsWanted, columns - BorderColumns));
        var content = overlay.Lines(inner, Math.Max(1, rows - BorderRows)).Take(Math.Max(1, rows - BorderRows)).ToArray();
        var title = TextWidth.Fit($" {overlay.Title} ", inner);
        var lines = new List<StyledLine>
        {
            new StyledLine("\u250C\u2500", Tone.Frame).Add(title, Tone.Title)
                .Add(new string('\u2500', inner + 1 - TextWidth.Of(title)) + "\u2510", Tone.Frame),
        };
        foreach (var line in content)
        {
            lines.Add(new StyledLine("\u2502 ", Tone.Frame).AddAll(line).PadTo(inner + 2).Add(" \u2502", Tone.Frame));
        }

        lines.Add(new StyledLine("\u2514" + new string('\u2500', inner + 2) + "\u2518", Tone.Frame));
        var left = Math.Max(0, (columns - inner - BorderColumns) / 2);
        var top = Math.Max(0, (rows - lines.Count) / 3);
        return new OverlayFrame(
            left, top, lines, overlay.Cursor is { } cursor ? (left + 2 + cursor.Column, top + 1 + cursor.Row) : null);
    }
}
