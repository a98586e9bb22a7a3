using System.Text.RegularExpressions;
using Sdtp.TestKit;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>docs/protocol.md and the parts of it that tests read.</summary>
internal static partial class ProtocolDocument
{
    internal static string Path { get; } = Repository.PathOf("docs", "protocol.md");

    internal static string Text { get; } = File.ReadAllText(Path);

    /// <summary>The hex blocks by name, in order of appearance.</summary>
    internal static IReadOnlyList<(string Name, string Lines)> HexBlocks { get; } =
        [.. HexBlock().Matches(Text).Select(match => (match.Groups["name"].Value, match.Groups["lines"].Value))];

    /// <summary>The bytes of a block: everything up to the semicolon of each line.</summary>
    internal static byte[] BytesOf(string lines) =>
        Convert.FromHexString(string.Concat(lines.Split('\n').Select(line => line.Split(';')[0].Trim())));

    /// <summary>The cells of every table row that starts with a number, of the section with this heading.</summary>
    internal static IReadOnlyList<string[]> NumberedRows(string heading)
    {
        var section = Text[Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal)..];
        var level = heading[..heading.IndexOf(' ', StringComparison.Ordinal)];
        var end = section.IndexOf($"\n{level} ", heading.Length, StringComparison.Ordinal);
        return [.. NumberedRow().Matches(end < 0 ? section : section[..end])
            .Select(match => match.Value.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())];
    }

    /// <summary>Writes the blocks of these names anew.</summary>
    internal static void Rewrite(IReadOnlyDictionary<string, string> linesByName) => File.WriteAllText(
        Path,
        HexBlock().Replace(Text, match => linesByName.TryGetValue(match.Groups["name"].Value, out var lines)
            ? $"```hex {match.Groups["name"].Value}\n{lines}```"
            : match.Value));

    [GeneratedRegex("```hex (?<name>[a-z0-9-]+)\n(?<lines>[^`]*)```")]
    private static partial Regex HexBlock();

    [GeneratedRegex(@"^\| *(?:0x)?[0-9A-F]+ *\|.*\|$", RegexOptions.Multiline)]
    private static partial Regex NumberedRow();
}
