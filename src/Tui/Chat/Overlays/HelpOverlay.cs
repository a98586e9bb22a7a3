using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>F1: the keys that hold right now, and the commands.</summary>
internal sealed class HelpOverlay(KeyMap keys) : TextOverlay("Keys and commands", columns => Content(keys, columns))
{
    private const int KeyColumns = 14;
    private const int CommandColumns = 23;
    private const int MarkColumns = 3;

    private static List<StyledLine> Content(KeyMap keys, int columns)
    {
        var lines = new List<StyledLine>();
        foreach (var binding in keys.Live)
        {
            lines.Add(new StyledLine(TextWidth.Pad(binding.Key, KeyColumns), Tone.Title)
                .Add(TextWidth.Fit(binding.Help, columns - KeyColumns)));
        }

        lines.Add(StyledLine.Empty);
        foreach (var command in SlashLine.Commands)
        {
            lines.Add(new StyledLine(TextWidth.Pad($"/{command.Name} {command.Arguments}", CommandColumns), Tone.Title)
                .Add(TextWidth.Fit(command.Help, columns - CommandColumns)));
        }

        lines.Add(StyledLine.Empty);
        lines.AddRange(
        [
            Mark("\u2026", Tone.Warning, "waits here"),
            Mark("\u2713", Tone.Faint, "the relay has it"),
            Mark("\u2713\u2713", Tone.Faint, "they have it"),
            Mark("\u2713\u2022", Tone.Good, "they have seen it"),
            Mark("!", Tone.Error, "failed"),
            Mark("\u2717", Tone.Faint, "a file that you stopped"),
        ]);
        return lines;
    }

    private static StyledLine Mark(string mark, Tone tone, string meaning) =>
        new StyledLine(TextWidth.Pad(mark, MarkColumns), tone).Add(meaning);
}
