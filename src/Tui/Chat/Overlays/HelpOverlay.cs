using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>F1: the keys that hold right now, and the commands.</summary>
internal sealed class HelpOverlay(KeyMap keys) : TextOverlay("Keys and commands", columns => Content(keys, columns))
{
    private const int KeyColumns = 14;
    private const int CommandColumns = 23;

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
        lines.Add(new StyledLine("\u2026", Tone.Warning).Add(" waits here   ").Add("\u2713", Tone.Faint).Add(" the relay has it   ")
            .Add("!", Tone.Error).Add(" failed"));
        lines.Add(new StyledLine("\u2713\u2713", Tone.Faint).Add(" they have it   ")
            .Add("\u2713\u2022", Tone.Good).Add(" they have seen it"));
        return lines;
    }
}
