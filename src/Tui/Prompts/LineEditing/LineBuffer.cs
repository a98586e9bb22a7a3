using System.Globalization;

namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>The line being typed and the place in it. Moves and deletes by what a person sees as one character.</summary>
internal sealed class LineBuffer
{
    /// <summary>Most UTF-16 units in a typed line: the largest message there is, and its command.</summary>
    internal const int LengthMax = 70_000;

    internal string Text { get; private set; } = "";

    /// <summary>UTF-16 units before the cursor; always between two characters.</summary>
    internal int Cursor { get; private set; }

    internal void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Puts text in at the cursor; false when the line is full.</summary>
    internal bool Insert(string text)
    {
        if (Text.Length + text.Length > LengthMax)
        {
            return false;
        }

        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
        return true;
    }

    internal void Left() => Cursor = Before(Cursor);

    internal void Right() => Cursor = After(Cursor);

    internal void Home() => Cursor = 0;

    internal void End() => Cursor = Text.Length;

    internal void WordLeft() => Cursor = WordStart();

    internal void WordRight()
    {
        while (Cursor < Text.Length && Text[Cursor] == ' ')
        {
            Cursor++;
        }

        while (Cursor < Text.Length && Text[Cursor] != ' ')
        {
            Cursor++;
        }
    }

    internal void Backspace() => Remove(Before(Cursor), Cursor);

    internal void Delete() => Remove(Cursor, After(Cursor));

    internal void DeleteWordLeft() => Remove(WordStart(), Cursor);

    internal void DeleteToStart() => Remove(0, Cursor);

    internal void DeleteToEnd() => Remove(Cursor, Text.Length);

    private void Remove(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int WordStart()
    {
        var at = Cursor;
        while (at > 0 && Text[at - 1] == ' ')
        {
            at--;
        }

        while (at > 0 && Text[at - 1] != ' ')
        {
            at--;
        }

        return at;
    }

    private int After(int at) => at >= Text.Length ? Text.Length : at + StringInfo.GetNextTextElementLength(Text, at);

    private int Before(int at)
    {
        // Text elements can only be found forwards.
        var previous = 0;
        for (var next = 0; next < at; next = After(next))
        {
            previous = next;
        }

        return previous;
    }
}
