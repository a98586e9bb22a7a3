using System.Text.RegularExpressions;
using Sdtp.TestKit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>
/// What one terminal of the README's dialogue shows, block by block, with all that differs from run to run made the same.
/// </summary>
internal sealed partial record Dialogue(string Terminal, IReadOnlyList<string> Lines)
{
    internal const string Prompt = ">>";

    internal static IReadOnlyList<Dialogue> Read()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var begin = readme.IndexOf("<!-- dialogue: begin -->", StringComparison.Ordinal);
        var part = readme[begin..readme.IndexOf("<!-- dialogue: end -->", StringComparison.Ordinal)];
        return [.. Block().Matches(part).Select(match => new Dialogue(match.Groups["name"].Value, LinesOf(match.Groups["text"].Value)))];
    }

    /// <summary>
    /// The lines of a screen or a block, without what only one run has: hex, digits, times, ports and how the program was started.
    /// </summary>
    internal static string[] LinesOf(string text) =>
    [
        .. text.ReplaceLineEndings("\n").Split('\n')
            .Select(line => line.TrimEnd())
            .Where(line => line.Length > 0)
            .Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? "$ …" : line)
            .Select(line => Hex().Replace(line, "…"))
            .Select(line => SafetyGroup().Replace(line, "00000"))
            .Select(line => Time().Replace(line, "[00:00:00]"))
            .Select(line => Port().Replace(line, "127.0.0.1:5000")),
    ];

    [GeneratedRegex(@"<!-- terminal: (?<name>\w+) -->\n```\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b([0-9a-f]{64,130}|[0-9a-f]{4}…)")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\b\d{5}\b(?!…)(?<!:\d{5})")]
    private static partial Regex SafetyGroup();

    [GeneratedRegex(@"\[\d\d:\d\d:\d\d\]")]
    private static partial Regex Time();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
