using System.Buffers;
using System.Globalization;
using System.Text;
using Terminal.Gui.Drawing;
using Terminal.Gui.Text;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>How many columns text takes, by the same rule as the driver that draws it.</summary>
internal static class TextWidth
{
    private const string Ellipsis = "\u2026";
    private const string Replacement = "\uFFFD";

    /// <summary>What takes no column where nothing is before it that it belongs to: parts of Hangul letters, skin tones.</summary>
    private static readonly SearchValues<char> MayTakeNone = SearchValues.Create(
        [.. Range('\u1160', '\u11FF'), .. Range('\uD7B0', '\uD7FB'), .. Range('\uDFFB', '\uDFFF')]);

    internal static int Of(string text)
    {
        // Nearly all text is plain ASCII; the general rule costs a hundred times as much.
        return Ascii.IsValid(text) ? text.Length : text.GetColumns();
    }

    /// <summary>
    /// Whether every terminal gives the text the same width. They differ where a character is put together of several that would take
    /// columns of their own: skin tones, joined emoji, the vowel signs of Indian scripts.
    /// </summary>
    internal static bool IsAgreed(string text) =>
        Ascii.IsValid(text) || Characters(text).All(character => character.EnumerateRunes().Skip(1).All(TakesNoColumn));

    /// <summary>The characters as a person sees them.</summary>
    internal static IEnumerable<string> Characters(string text) => GraphemeHelper.GetGraphemes(text);

    /// <summary>
    /// The text without the selectors that ask for the emoji form: terminals disagree whether that widens a character, and a column that
    /// is off by one tears the whole line. A character that takes no column is shown as unknown: the driver gives it one, which pushes the
    /// end of the line out.
    /// </summary>
    internal static string Settled(string text)
    {
        var settled = text.Replace("\uFE0F", "", StringComparison.Ordinal);
        return settled.AsSpan().ContainsAny(MayTakeNone)
            ? string.Concat(Characters(settled).Select(character => Of(character) > 0 ? character : Replacement))
            : settled;
    }

    /// <summary>The text in at most so many columns, ending in an ellipsis when something was cut.</summary>
    internal static string Fit(string text, int columns)
    {
        if (columns <= 0)
        {
            return "";
        }

        return Of(text) <= columns ? text : Take(text, columns - 1).Head + Ellipsis;
    }

    /// <summary>The text in exactly so many columns.</summary>
    internal static string Pad(string text, int columns)
    {
        var fitted = Fit(text, columns);
        return fitted + new string(' ', Math.Max(0, columns - Of(fitted)));
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);

    /// <summary>Accents and the second half of a flag; by all terminals.</summary>
    private static bool TakesNoColumn(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Splits after the last character that fits; always takes at least one.</summary>
    internal static (string Head, string Tail) Take(string text, int columns)
    {
        var length = 0;
        var used = 0;
        foreach (var character in Characters(text))
        {
            var width = Of(character);
            if (used + width > columns && length > 0)
            {
                break;
            }

            length += character.Length;
            used += width;
            if (used > columns)
            {
                break;
            }
        }

        return used > columns && length > 0 && columns < 1 ? ("", text) : (text[..length], text[length..]);
    }
}
