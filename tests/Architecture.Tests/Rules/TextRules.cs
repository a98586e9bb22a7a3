using System.Text.RegularExpressions;
using Sdtp.Architecture.Tests.Tree;

namespace Sdtp.Architecture.Tests.Rules;

/// <summary>Rules that read lines. Forbidden words are written in two halves here, since this file is under the rules too.</summary>
internal static partial class TextRules
{
    private const int SourceLinesMax = 500;
    private const int TestLinesMax = 700;
    private const int NinthDecileLinesMax = 300;
    private const int ColumnsMax = 140;

    private static readonly string[] UnfinishedWords = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile(
            "file length",
            $"Split the file by concern (X.Read.cs, X.Log.cs): at most {SourceLinesMax} lines in src and bench, {TestLinesMax} in tests.",
            FindLongFile),
        new Rule(
            "ninth decile of file lengths",
            $"Nine files of ten have at most {NinthDecileLinesMax} lines: split the ones named.",
            FindManyLongFiles),
        Rule.PerFile(
            "line length",
            $"Break the line: at most {ColumnsMax} columns.",
            file => file.IsCSharp ? FindLines(file, line => line.Length > ColumnsMax ? $"{line.Length} columns" : null) : []),
        Rule.PerFile(
            "nothing unfinished",
            "Finish it now, or open an issue and leave no mark in the code.",
            file => file.IsCSharp ? FindLines(file, line => UnfinishedWords.FirstOrDefault(line.Contains)) : []),
        Rule.PerFile(
            "no machine paths",
            "Write paths relative to the checkout, or take them from the environment.",
            file => FindLines(file, line => MachinePath().Match(line) is { Success: true } match ? match.Value : null)),
        Rule.PerFile(
            "no registry addresses",
            "Package feeds are the machine's own setting (nuget.config of the user): nothing in the tree may name one.",
            file => FindLines(file, line => RegistryAddress().Match(line) is { Success: true } match ? match.Value : null)),
    ];

    /// <summary>Alice and Bob live on no machine: their homes may stand in examples.</summary>
    [GeneratedRegex(@"(?<![\w.~/*-])/(home|root|Users|work|mnt)/(?!alice\b|bob\b)\w|\b[A-Z]:\\\w")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://\S*(/v3/index\.json|artifactory|nexus|jfrog|/simple/?$|registry\.npmjs|goproxy)", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryAddress();

    private static IEnumerable<Finding> FindLongFile(SourceFile file)
    {
        var max = file.IsIn("tests") ? TestLinesMax : SourceLinesMax;
        return file.IsCSharp && file.Lines.Count > max ? [new Finding(file.Path, file.Lines.Count, $"{file.Lines.Count} lines")] : [];
    }

    private static IEnumerable<Finding> FindManyLongFiles(IReadOnlyList<SourceFile> files)
    {
        var code = files.Where(file => file.IsCSharp).ToList();
        var tooLong = code.Where(file => file.Lines.Count > NinthDecileLinesMax).ToList();
        return tooLong.Count * 10 > code.Count
            ? tooLong.Select(file => new Finding(file.Path, file.Lines.Count, $"{file.Lines.Count} lines"))
            : [];
    }

    private static IEnumerable<Finding> FindLines(SourceFile file, Func<string, string?> broken) =>
        file.Lines.Select((line, index) => (Detail: broken(line), Number: index + 1))
            .Where(line => line.Detail is not null)
            .Select(line => new Finding(file.Path, line.Number, line.Detail!));
}
