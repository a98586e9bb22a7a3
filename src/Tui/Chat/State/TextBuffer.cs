using System.Globalization;
using System.Text;

namespace Sdtp.Tui.Chat.State;

/// <summary>Text being typed, with a cursor that stands between characters as a person sees them (grapheme clusters).</summary>
internal sealed class TextBuffer(bool isMultiline, int lengthMax = TextBuffer.MessageLengthMax)
{
    /// <summary>Most UTF-16 units of a message being written; what one envelope holds is a little less than four bytes of each.</summary>
    internal const int MessageLengthMax = 60_000;

    private string _text = "";

    internal string Text => _text;

    /// <summary>The place of the cursor in UTF-16 units, always at the edge of a character.</summary>
    internal int Cursor { get; private set; }

    internal bool IsEmpty => _text.Length == 0;

    /// <summary>Replaces everything; the cursor stands between the two parts.</summary>
    internal void Set(string text, string behind = "")
    {
        _text = text + behind;
        Cursor = text.Length;
    }

    /// <summary>
    /// Inserts what was typed or pasted. Control characters are left out, line breaks too where there is one line only. False when not
    /// everything had room.
    /// </summary>
    internal bool Insert(string typed)
    {
        var clean = Clean(typed);
        var wanted = clean.Length;
        var room = Math.Max(0, lengthMax - _text.Length);
        if (clean.Length > room)
        {
            clean = clean[..(room > 0 && char.IsHighSurrogate(clean[room - 1]) ? room - 1 : room)];
        }

        _text = _text.Insert(Cursor, clean);
        Cursor = EdgeAtOrAfter(Cursor + clean.Length);
        return clean.Length == wanted;
    }

    internal void DeleteBack()
    {
        // Backspace takes one code point, so that a wrong accent can be corrected without the letter.
        if (Cursor > 0)
        {
            var length = Cursor > 1 && char.IsLowSurrogate(_text[Cursor - 1]) ? 2 : 1;
            Remove(Cursor - length, Cursor);
        }
    }

    internal void DeleteForward() => Remove(Cursor, EdgeAtOrAfter(Cursor + 1));

    internal void DeleteWordBack() => Remove(WordStart(), Cursor);

    internal void DeleteToLineStart() => Remove(LineStart(), Cursor);

    internal void DeleteToLineEnd() => Remove(Cursor, LineEnd());

    /// <summary>Puts the cursor to a place in UTF-16 units, or behind the character that the place is inside of.</summary>
    internal void MoveTo(int place) => Cursor = EdgeAtOrAfter(Math.Clamp(place, 0, _text.Length));

    internal void Left() => Cursor = EdgeBefore(Cursor);

    internal void Right() => Cursor = EdgeAtOrAfter(Cursor + 1);

    internal void WordLeft() => Cursor = WordStart();

    internal void WordRight()
    {
        var at = Cursor;
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }

        while (at < _text.Length && !char.IsWhiteSpace(_text[at]))
        {
            at++;
        }

        Cursor = at;
    }

    internal void Home() => Cursor = LineStart();

    internal void End() => Cursor = LineEnd();

    /// <summary>Moves to the line above; false on the first line.</summary>
    internal bool Up()
    {
        var start = LineStart();
        if (start == 0)
        {
            return false;
        }

        var column = Cursor - start;
        Cursor = start - 1;
        var above = LineStart();
        Cursor = EdgeAtOrBefore(Math.Min(above + column, start - 1));
        return true;
    }

    /// <summary>Moves to the line below; false on the last line.</summary>
    internal bool Down()
    {
        var end = LineEnd();
        if (end == _text.Length)
        {
            return false;
        }

        var column = Cursor - LineStart();
        Cursor = end + 1;
        Cursor = EdgeAtOrBefore(Math.Min(end + 1 + column, LineEnd()));
        return true;
    }

    internal string Take()
    {
        var text = _text;
        Set("");
        return text;
    }

    private string Clean(string typed)
    {
        var clean = new StringBuilder(typed.Length);
        foreach (var rune in typed.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r')
            {
                clean.Append(isMultiline ? '\n' : ' ');
            }
            else if (rune.Value == '\t')
            {
                clean.Append("    ");
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control)
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private void Remove(int from, int to)
    {
        if (to > from)
        {
            _text = _text.Remove(from, to - from);
            Cursor = EdgeAtOrAfter(from);
        }
    }

    private int LineStart() => Cursor == 0 ? 0 : _text.LastIndexOf('\n', Cursor - 1) + 1;

    private int LineEnd()
    {
        var end = _text.IndexOf('\n', Cursor);
        return end < 0 ? _text.Length : end;
    }

    private int WordStart()
    {
        var at = Cursor;
        while (at > 0 && char.IsWhiteSpace(_text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !char.IsWhiteSpace(_text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int EdgeBefore(int place)
    {
        var edge = 0;
        foreach (var next in Edges())
        {
            if (next >= place)
            {
                return edge;
            }

            edge = next;
        }

        return edge;
    }

    private int EdgeAtOrBefore(int place) => EdgeAtOrAfter(place) == place ? place : EdgeBefore(place);

    private int EdgeAtOrAfter(int place)
    {
        foreach (var edge in Edges())
        {
            if (edge >= place)
            {
                return edge;
            }
        }

        return _text.Length;
    }

    private IEnumerable<int> Edges()
    {
        for (var at = 0; at < _text.Length; at += StringInfo.GetNextTextElementLength(_text, at))
        {
            yield return at;
        }

        yield return _text.Length;
    }
}
