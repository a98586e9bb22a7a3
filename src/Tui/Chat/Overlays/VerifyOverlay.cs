using QRCoder;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>
/// The safety number in digits and as a QR code, side by side where there is room and one below the other on a narrow screen; then the
/// answer of the person.
/// </summary>
internal sealed class VerifyOverlay(ContactCard card, Action same, Action different) : TextOverlay(
    $"Compare with {card.Name}",
    _ => [],
    new OverlayChoice("y", "the numbers are the same", same),
    new OverlayChoice("d", "they differ", different))
{
    private const int DigitsColumns = 32;

    internal override int ColumnsWanted => 72;

    private protected override IReadOnlyList<StyledLine> Content(int columns, int rows)
    {
        var code = Code(card.SafetyNumber).Select(line => new StyledLine(line, Tone.Code)).ToArray();
        var isBeside = columns >= DigitsColumns + code[0].Columns && rows >= code.Length;
        var left = Digits(isBeside ? DigitsColumns - 2 : columns);
        if (!isBeside)
        {
            return rows >= code.Length
                ? [.. left, StyledLine.Empty, .. code]
                : [.. left, new StyledLine(TextWidth.Fit("A larger window shows a QR code too.", columns), Tone.Faint)];
        }

        var lines = new List<StyledLine>();
        for (var row = 0; row < Math.Max(left.Count, code.Length); row++)
        {
            var line = new StyledLine().AddAll(row < left.Count ? left[row] : StyledLine.Empty).PadTo(DigitsColumns);
            lines.Add(row < code.Length ? line.AddAll(code[row]) : line);
        }

        return lines;
    }

    /// <summary>The digits come first: they are in view on the smallest screen.</summary>
    private List<StyledLine> Digits(int columns)
    {
        var words = TextWrap.Lines(
            $"Ask {card.Name}, face to face or in a call, to type /verify and to read the number out. Both of you see the same.", columns);
        return
        [
            .. SafetyNumberFormat.Lines(card.SafetyNumber),
            StyledLine.Empty,
            .. words.Select(line => new StyledLine(line)),
        ];
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
