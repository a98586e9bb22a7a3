using Sdtp.Tui.Chat.Settings;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>What a half-typed command can become: the commands, or what the command takes, the best fit first.</summary>
/// <param name="Lines">Each with the whole line that it makes.</param>
/// <param name="Words">What is completed in each of them.</param>
internal sealed record SlashCompletion(IReadOnlyList<string> Lines, IReadOnlyList<string> Words)
{
    /// <summary>The ways to go on; null where the line is no command or takes nothing that is known here.</summary>
    /// <param name="typed">The line up to the cursor.</param>
    /// <param name="people">The names of people, the likeliest first.</param>
    internal static SlashCompletion? Of(string typed, IEnumerable<string> people)
    {
        if (!typed.StartsWith('/') || typed.StartsWith("//", StringComparison.Ordinal) || typed.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        var space = typed.LastIndexOf(' ');
        if (space < 0)
        {
            return Made("/", typed[1..], SlashLine.Commands.Select(command => command.Name), word => EndOf(word));
        }

        var words = typed[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var place = words.Length - (typed.EndsWith(' ') ? 1 : 2);
        return SlashLine.Find(words.FirstOrDefault() ?? "") is { } command && Choices(command.Takes, place, people) is { } choices
            ? Made(typed[..(space + 1)], typed[(space + 1)..], choices, _ => command.Arguments.Split(' ').Length > place + 1 ? " " : "")
            : null;
    }

    /// <summary>A line that helps while a command is being typed; null when there is nothing to say.</summary>
    internal static string? Hint(string typed, IEnumerable<string> people)
    {
        if (SlashLine.Parse(typed) is SlashLine.Command { Known: var known } && (typed.Contains(' ') || Of(typed, [])?.Words.Count == 1))
        {
            return $"/{known.Name} {known.Arguments}".TrimEnd() + $"   {known.Help}";
        }

        return Of(typed, people) is { Words.Count: > 0 } ways ? "Tab: " + string.Join("  ", ways.Words) : null;
    }

    private static SlashCompletion Made(string before, string typed, IEnumerable<string> choices, Func<string, string> end)
    {
        var found = choices
            .Select(choice => (Choice: choice, Score: FuzzyMatch.Score(typed, choice)))
            .Where(scored => scored.Score is not null)
            .OrderByDescending(scored => typed.Length == 0 ? 0 : scored.Score)
            .Select(scored => scored.Choice)
            .ToArray();
        return new SlashCompletion([.. found.Select(choice => before + choice + end(choice))], found);
    }

    private static string EndOf(string command) => SlashLine.Find(command) is { Arguments.Length: > 0 } ? " " : "";

    private static IEnumerable<string>? Choices(ArgumentKind[] takes, int place, IEnumerable<string> people) =>
        place < 0 || place >= takes.Length
            ? null
            : takes[place] switch
            {
                ArgumentKind.Person => people,
                ArgumentKind.Theme => ScreenSettings.Themes,
                ArgumentKind.Keys => ScreenSettings.KeyProfiles,
                ArgumentKind.OnOrOff => ["on", "off"],
                ArgumentKind.All => ["all"],
                _ => null,
            };
}
