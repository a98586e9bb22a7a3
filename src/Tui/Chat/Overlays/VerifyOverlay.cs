using QRCoder;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>The safety number in digits and, where there is room, as a QR code beside them; then the answer of the person.</summary>
internal sealed class VerifyOverlay(ContactCard card, Action same, Action different) : TextOverlay(
    $"Compare with {card.Name}",
    columns => Content(card, columns),
    new OverlayChoice("y", "the numbers are the same", same),
    new OverlayChoice("d", "they differ", different))
{
    private const int DigitsColumns = 32;

    internal override int ColumnsWanted => 72;

    private static List<StyledLine> Content(ContactCard card, int columns)
    {
        var words = TextWrap.Lines(
            $"Ask {card.Name}, face to face or in a call, to type /verify and to read the number out. Both of you see the same.",
            DigitsColumns - 2);
        var left = words.Select(line => new StyledLine(line))
            .Append(StyledLine.Empty)
            .Concat(SafetyNumberFormat.Lines(card.SafetyNumber))
            .ToArray();
        var code = Code(card.SafetyNumber);
        if (columns < DigitsColumns + code[0].Length)
        {
            return [.. left];
        }

        var lines = new List<StyledLine>();
        for (var row = 0; row < Math.Max(left.Length, code.Count); row++)
        {
            var line = new StyledLine().AddAll(row < left.Length ? left[row] : StyledLine.Empty).PadTo(DigitsColumns);
            lines.Add(row < code.Count ? line.Add(code[row], Tone.Code) : line);
        }

        return lines;
    }

    /// <summary>Two rows of the code in each row of characters; dark on light whatever the theme is, as scanners want it.</summary>
    private static List<string> Code(string safetyNumber)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(safetyNumber.Replace(" ", "", StringComparison.Ordinal), QRCodeGenerator.ECCLevel.L);
        var modules = data.ModuleMatrix;
        var lines = new List<string>();
        for (var y = 2; y < modules.Count - 2; y += 2)
        {
            var line = new char[modules.Count - 4];
            for (var x = 0; x < line.Length; x++)
            {
                var top = modules[y][x + 2];
                var bottom = y + 1 < modules.Count - 2 && modules[y + 1][x + 2];
                line[x] = (top, bottom) switch
                {
                    (true, true) => '\u2588',
                    (true, false) => '\u2580',
                    (false, true) => '\u2584',
                    _ => ' ',
                };
            }

            lines.Add(new string(line));
        }

        return lines;
    }
}
