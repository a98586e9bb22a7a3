using Sdtp.Architecture.Tests.Rules;
using Sdtp.Architecture.Tests.Tree;
using Xunit;

namespace Sdtp.Architecture.Tests;

public sealed class TidyTests
{
    private static readonly IReadOnlyList<Rule> Rules = [.. TextRules.All, .. SyntaxRules.All, .. NamingRules.All];

    public static TheoryData<string> RuleNames => [.. Rules.Select(rule => rule.Name)];

    /// <summary>For each rule, a file that breaks it. Forbidden words stand in two halves: this file is under the rules too.</summary>
    public static TheoryData<string, string, string> BrokenFiles => new()
    {
        { "file length", "src/A.cs", Repeat("// line\n", 501) },
        { "file length", "tests/A.cs", Repeat("// line\n", 701) },
        { "ninth decile of file lengths", "src/A.cs", Repeat("// line\n", 301) },
        { "line length", "src/A.cs", "// " + new string('x', 138) },
        { "nothing unfinished", "src/A.cs", "// TO" + "DO: later" },
        { "nothing unfinished", "src/A.cs", "throw new NotImplemented" + "Exception();" },
        { "no machine paths", "docs/a.md", "see /ho" + "me/somebody/notes" },
        { "no machine paths", "src/A.cs", "var path = \"C:" + "\\temp\";" },
        { "no registry addresses", "nuget.config", "https://feed.example/v3/" + "index.json" },
        { "function length", "src/A.cs", $"class A {{ void M()\n{{\n{Repeat("M();\n", 70)}}} }}" },
        { "file-scoped namespaces", "src/A.cs", "namespace A { }" },
        { "console only in programs", "src/Gateway/A.cs", "Console.WriteLine(1);" },
        { "log messages apart", "src/A.cs", "partial class A { [LoggerMessage] partial void LogIt(); }" },
        { "no sleeping tests", "tests/A.cs", "await Task." + "Delay(1);" },
        { "no sleeping tests", "tests/A.cs", "System.Threading.Thread." + "Sleep(1);" },
        { "the client announces the disk", "src/Tui/A.cs", "class A { bool M() => File.Exists(x); }" },
        { "the client announces the disk", "src/Client/A.cs", "class A { object M() => new FileStream(x, y); }" },
        { "no silent skips", "tests/A.cs", "class A { [Fact(Sk" + "ip = \"flaky\")] void M() { } }" },
        { "sealed classes", "src/A.cs", "class A { }" },
        { "sealed classes", "src/A.cs", "record A(int B);" },
        { "field names", "src/A.cs", "class A { private int count; }" },
        { "field names", "src/A.cs", "class A { private const int _max = 1; }" },
        { "names that say something", "src/StringHelpers.cs", "" },
        { "names that say something", "src/Common/A.cs", "" },
        { "names that say something", "src/A.cs", "static class TimeUtils { }" },
    };

    /// <summary>For each rule that could easily say too much, a file that keeps it.</summary>
    public static TheoryData<string, string, string> SoundFiles => new()
    {
        { "line length", "src/A.cs", "// " + new string('x', 137) },
        { "no machine paths", "docs/a.md",
            "`~/.local/share/sdtp`, `./data`, ../shared/vectors, https://example.org/home/you and /home/alice" },
        { "function length", "src/A.cs", $"class A {{ void M()\n{{\n{Repeat("M();\n", 67)}}} }}" },
        { "console only in programs", "src/Silo/A.cs", "Console.WriteLine(1);" },
        { "log messages apart", "src/A.Log.cs", "partial class A { [LoggerMessage] partial void LogIt(); }" },
        { "no sleeping tests", "src/A.cs", "await Task." + "Delay(1, clock);" },
        { "the client announces the disk", "src/Silo/A.cs", "class A { bool M() => File.Exists(x); }" },
        { "the client announces the disk", "src/Tui/A.cs", "class A { bool M() { BlockingCalls.Announce(w); return File.Exists(x); } }" },
        { "the client announces the disk", "src/Client/A.cs", "class A { void M() => File.Save(); }" },
        { "sealed classes", "src/A.cs", "class A { } sealed class B : A { } static class C { } record struct D;" },
        { "sealed classes", "src/A.cs", "sealed partial class A; partial class A { }" },
        { "field names", "src/A.cs", "class A { private int _count; private static int _sum; private const int Max = 1; }" },
        { "field names", "src/A.cs", "class A { private static readonly int Min = 0; public static int Sum; }" },
        { "names that say something", "src/Certificates/CommonNames.cs", "sealed class CommonNameReader { }" },
    };

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void The_tree_keeps_the_rule(string name)
    {
        var rule = Rules.Single(rule => rule.Name == name);

        var findings = rule.Find(Checkout.TextFiles).ToList();

        Assert.True(findings.Count == 0, $"{rule.Remedy}\n{string.Join('\n', findings)}");
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_rule_is_found(string name, string path, string text)
    {
        var rule = Rules.Single(rule => rule.Name == name);

        var findings = rule.Find([new SourceFile(path, text)]);

        Assert.NotEmpty(findings);
    }

    [Theory]
    [MemberData(nameof(SoundFiles))]
    public void A_kept_rule_is_silent(string name, string path, string text)
    {
        var rule = Rules.Single(rule => rule.Name == name);

        var findings = rule.Find([new SourceFile(path, text)]);

        Assert.Empty(findings);
    }

    [Fact]
    public void Every_rule_has_a_broken_sample()
    {
        var sampled = BrokenFiles.Select(row => row.Data.Item1).ToHashSet();

        Assert.All(Rules, rule => Assert.Contains(rule.Name, sampled));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
