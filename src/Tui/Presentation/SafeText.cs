using System.Globalization;
using System.Text;

namespace Sdtp.Tui.Presentation;

/// <summary>
/// Text that came from somebody else, made harmless for a terminal: no control or escape characters, nothing invisible, no change of
/// direction, no towers of combining marks, and a bounded length. What a person can read stays as it was sent.
/// </summary>
internal static class SafeText
{
    /// <summary>Most characters (Unicode scalars) of one message that are shown; the rest is counted.</summary>
    internal const int ShownMax = 16_384;

    /// <summary>Most lines of one message that are shown; the rest is counted.</summary>
    internal const int LinesMax = 400;

    /// <summary>Most combining marks on one character; living scripts need up to four.</summary>
    internal const int MarksMax = 4;

    private const int TabWidth = 4;
    private const string DottedCircle = "\u25CC";

    /// <summary>The text on one line: line breaks show as a return arrow.</summary>
    internal static string Line(string text) => string.Join(" \u21B5 ", Lines(text));

    /// <summary>The text on one line of at most <paramref name="shownMax"/> UTF-16 units, for quoting what was typed.</summary>
    internal static string Short(string text, int shownMax)
    {
        var line = Line(text);
        if (line.Length <= shownMax)
        {
            return line;
        }

        var cut = char.IsHighSurrogate(line[shownMax - 1]) ? shownMax - 1 : shownMax;
        return line[..cut] + "\u2026";
    }

    /// <summary>The text as lines without any line break inside them; never empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shownMax">Most characters; the rest is counted.</param>
    /// <param name="rest">What is to be said of the rest.</param>
    internal static IReadOnlyList<string> Lines(string text, int shownMax = ShownMax, string rest = "")
    {
        var page = new Page(shownMax, rest);
        var afterReturn = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isLineFeedOfPair = afterReturn && rune.Value == '\n';
            afterReturn = rune.Value == '\r';
            if (!isLineFeedOfPair)
            {
                page.Add(rune);
            }
        }

        return page.Finish();
    }

    private static bool IsLineBreak(int value) => value is '\n' or '\r' or 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029;

    /// <summary>Characters that draw nothing although their category does not say so (Default_Ignorable_Code_Point and its like).</summary>
    private static bool IsInvisible(int value) => value is
        0x034F                       // combining grapheme joiner
        or 0x115F or 0x1160          // Hangul fillers
        or 0x3164 or 0xFFA0
        or 0x17B4 or 0x17B5          // Khmer inherent vowels
        or (>= 0x180B and <= 0x180F) // Mongolian selectors
        or (>= 0xFE00 and <= 0xFE0E) // variation selectors; 0xFE0F asks for the emoji form and stays
        or (>= 0x1D173 and <= 0x1D17A)
        or (>= 0xE0000 and <= 0xE0FFF);

    private sealed class Page(int shownMax, string rest)
    {
        private readonly List<string> _lines = [];
        private readonly StringBuilder _line = new();
        private int _shown;
        private int _hidden;
        private int _marks;

        internal void Add(Rune rune)
        {
            if (_shown >= shownMax || _lines.Count >= LinesMax)
            {
                _hidden++;
                return;
            }

            if (IsLineBreak(rune.Value))
            {
                _shown++;
                EndLine();
                return;
            }

            Draw(rune);
        }

        internal List<string> Finish()
        {
            if (_line.Length > 0 || _lines.Count == 0)
            {
                EndLine();
            }

            if (_hidden > 0)
            {
                _lines.Add(string.Create(CultureInfo.InvariantCulture, $"\u2026 {_hidden:N0} more characters are not shown{rest}"));
            }

            return _lines;
        }

        private void EndLine()
        {
            _lines.Add(_line.ToString());
            _line.Clear();
            _marks = 0;
        }

        private void Draw(Rune rune)
        {
            if (rune.Value == '\t')
            {
                Append(new string(' ', TabWidth));
                return;
            }

            if (IsInvisible(rune.Value))
            {
                return;
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format:
                    return;
                case UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate:
                    Append(Rune.ReplacementChar.ToString());
                    return;
                case UnicodeCategory.SpaceSeparator:
                    Append(" ");
                    return;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark:
                    DrawMark(rune);
                    return;
                default:
                    Append(rune.ToString());
                    return;
            }
        }

        private void DrawMark(Rune mark)
        {
            if (_marks >= MarksMax)
            {
                return;
            }

            // A mark that opens a line would sit on whatever this program wrote before it.
            if (_line.Length == 0)
            {
                Append(DottedCircle);
            }

            _line.Append(mark.ToString());
            _marks++;
            _shown++;
        }

        private void Append(string drawn)
        {
            _line.Append(drawn);
            _marks = 0;
            _shown++;
        }
    }
}
