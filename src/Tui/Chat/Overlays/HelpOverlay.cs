using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>F1: the keys that hold right now, and the commands.</summary>
internal sealed class HelpOverlay(KeyMap keys) : TextOverlay("Keys and commands", columns => Content(keys, columns))
{
    private const int KeyColumns = 14;
    private const int CommandColumns = 23;
    private const int MarkColumns = 3;
    private const int HelpColumnsMin = 20;
    private const int HelpIndent = 2;

    private static List<StyledLine> Content(KeyMap keys, int columns) =>
    [
        .. keys.Live.SelectMany(binding => Entry(binding.Key, KeyColumns, binding.Help, columns)),
        .. Entry("mouse", KeyColumns, "click a chat or a file, turn the wheel, drag over messages to copy them", columns),
        StyledLine.Empty,
        .. SlashLine.Commands.SelectMany(command =>
            Entry($"/{command.Name} {command.Arguments}", CommandColumns, command.Help, columns)),
        StyledLine.Empty,
        new StyledLine("Behind a message", Tone.Faint),
        Mark("\u2026", Tone.Warning, "waits here"),
        Mark("\u2713", Tone.Faint, "the relay has it"),
        Mark("\u2713\u2713", Tone.Faint, "they have it"),
        Mark("\u2713\u2022", Tone.Good, "they have seen it"),
        Mark("!", Tone.Error, "failed"),
        Mark("\u2717", Tone.Faint, "a file that you stopped"),
        StyledLine.Empty,
        new StyledLine("Behind a name", Tone.Faint),
        Mark("\u2713", Tone.Good, "you compared the safety numbers"),
        Mark("?", Tone.Warning, "only the relay says who this is"),
        Mark("!", Tone.Error, "the key has changed"),
        Mark("\u2300", Tone.Normal, "muted"),
    ];

    /// <summary>A key and what it does beside it; below it where there is little room.</summary>
    private static IEnumerable<StyledLine> Entry(string key, int keyColumns, string help, int columns)
    {
        var isBeside = columns - keyColumns >= HelpColumnsMin;
        var left = isBeside ? keyColumns : HelpIndent;
        if (!isBeside)
        {
            yield return new StyledLine(TextWidth.Fit(key.TrimEnd(), columns), Tone.Title);
        }

        foreach (var (index, line) in TextWrap.Lines(help, columns - left).Index())
        {
            yield return new StyledLine(TextWidth.Pad(isBeside && index == 0 ? key : "", left), Tone.Title).Add(line);
        }
    }

    private static StyledLine Mark(string mark, Tone tone, string meaning) =>
        new StyledLine(TextWidth.Pad(mark, MarkColumns), tone).Add(meaning);
}
