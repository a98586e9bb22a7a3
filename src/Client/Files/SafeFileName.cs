using System.Globalization;
using System.Text;

namespace Sdtp.Client;

/// <summary>
/// Makes a file's name that came from somebody else harmless, on every system: one component without separators, control, direction or
/// invisible characters, not hidden, no device, of bounded length and never empty. Pure; making a safe name safe changes nothing.
/// </summary>
public static class SafeFileName
{
    /// <summary>Most bytes of UTF-8, which leaves room for a number in front of the extension.</summary>
    public const int BytesMax = 200;

    private const string Fallback = "file";
    private const int ExtensionBytesMax = 20;

    private static readonly HashSet<string> Devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$",
            .. Numbered("COM"),
            .. Numbered("LPT"),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The name to use in place of the one that was sent.</summary>
    /// <param name="sent">Any text.</param>
    public static string Of(string sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var component = sent.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Trimmed(Filtered(part)))
            .LastOrDefault(part => part.Length > 0) ?? Fallback;
        if (NeedsPrefix(component))
        {
            component = "_" + component;
        }

        return Cut(component);
    }

    /// <summary>The name for the n-th try where a file of the same name is there already: <c>name (n).extension</c>.</summary>
    internal static string Numbered(string safe, int number)
    {
        var extension = Path.GetExtension(safe);
        return number == 0
            ? safe
            : string.Create(CultureInfo.InvariantCulture, $"{safe[..^extension.Length]} ({number}){extension}");
    }

    private static IEnumerable<string> Numbered(string device) => "0123456789\u00B9\u00B2\u00B3".Select(digit => device + digit);

    private static string Filtered(string part)
    {
        var filtered = new StringBuilder(part.Length);
        foreach (var rune in part.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format:
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    break;
                case UnicodeCategory.SpaceSeparator:
                    filtered.Append(' ');
                    break;
                case UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    filtered.Append('_');
                    break;
                default:
                    filtered.Append(IsInvisible(rune.Value) ? "" : IsSpecial(rune.Value) ? "_" : rune.ToString());
                    break;
            }
        }

        return filtered.ToString();
    }

    /// <summary>Letters that draw nothing, so that a name of them looks like none.</summary>
    private static bool IsInvisible(int value) => value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) // Mongolian selectors
        or (>= 0xFE00 and <= 0xFE0F) // variation selectors
        or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>What some file system or shell takes for more than a letter.</summary>
    private static bool IsSpecial(int value) => value is ':' or '*' or '?' or '"' or '<' or '>' or '|';

    /// <summary>Without dots in front, which hide a file or climb, and without dots or blanks at an end, which Windows drops.</summary>
    private static string Trimmed(string part) => part.Trim(' ', '.');

    /// <summary>Whether it begins like an option or a home folder, would hang its first mark on other text, or names a device.</summary>
    private static bool NeedsPrefix(string name) =>
        name[0] is '-' or '~'
        || Rune.GetUnicodeCategory(Rune.GetRuneAt(name, 0)) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark
        || Devices.Contains(name.Split('.')[0].TrimEnd(' '));

    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= BytesMax)
        {
            return name;
        }

        var extension = Path.GetExtension(name);
        extension = Encoding.UTF8.GetByteCount(extension) <= ExtensionBytesMax ? extension : "";
        var room = BytesMax - Encoding.UTF8.GetByteCount(extension);
        var stem = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            stem.Append(rune.ToString());
        }

        return stem.ToString().TrimEnd(' ', '.') + extension;
    }
}
