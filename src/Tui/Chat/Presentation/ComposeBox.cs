using System.Globalization;
using System.Text;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>A draft in a box of a width: its lines, and where the cursor is.</summary>
internal sealed class ComposeBox
{
    private const string Prompt = "> ";
    private const string Indent = "  ";

    private readonly List<string> _lines = [];
    private readonly List<(int Start, string Text)> _parts = [];

    internal ComposeBox(TextBuffer draft, int columns)
    {
        // One column stays free at the end of a line for the cursor.
        var room = Math.Max(1, columns - Prompt.Length - 1);
        var at = 0;
        foreach (var paragraph in draft.Text.Split('\n'))
        {
            var start = at;
            var rest = paragraph;
            do
            {
                var (head, tail) = TextWidth.Take(rest, room);
                var isLast = tail.Length == 0;
                if (draft.Cursor >= start && (draft.Cursor < start + head.Length || (isLast && draft.Cursor == start + head.Length)))
                {
                    CursorRow = _lines.Count;
                    CursorColumn = Prompt.Length + TextWidth.Of(Shown(head[..(draft.Cursor - start)]));
                }

                _lines.Add(Shown(head));
                _parts.Add((start, head));
                start += head.Length;
                rest = tail;
            }
            while (rest.Length > 0);
            at += paragraph.Length + 1;
        }
    }

    internal int CursorRow { get; }

    internal int CursorColumn { get; }

    internal int Rows => _lines.Count;

    /// <summary>The first line that shows when there is room for so many: the cursor stays in view.</summary>
    internal int FirstShown(int rows) => Math.Clamp(CursorRow - rows + 1, 0, Math.Max(0, Rows - rows));

    /// <summary>The place in the draft that a cell of the box shows, or the end of its line, in UTF-16 units.</summary>
    internal int PlaceAt(int column, int row, int rows)
    {
        var (start, text) = _parts[Math.Clamp(FirstShown(rows) + row, 0, Rows - 1)];
        var columns = Math.Max(0, column - Prompt.Length);
        foreach (var character in TextWidth.Characters(text))
        {
            columns -= TextWidth.Of(Shown(character));
            if (columns < 0)
            {
                break;
            }

            start += character.Length;
        }

        return start;
    }

    internal IReadOnlyList<StyledLine> Lines(int rows, string placeholder)
    {
        if (_lines is [""])
        {
            return [new StyledLine(Prompt, Tone.Title).Add(placeholder, Tone.Faint)];
        }

        return
        [
            .. _lines.Skip(FirstShown(rows)).Take(rows)
                .Select((line, i) => new StyledLine(i + FirstShown(rows) == 0 ? Prompt : Indent, Tone.Title).Add(line)),
        ];
    }

    // What the person types is theirs, but a pasted text may hold what turns the line around.
    private static string Shown(string text) => string.Concat(TextWidth.Settled(text).EnumerateRunes().Select(Visible));

    private static string Visible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        ? ""
        : rune.ToString();
}
