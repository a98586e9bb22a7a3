using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sdtp.Architecture.Tests.Tree;
using Xunit;

namespace Sdtp.Architecture.Tests;

/// <summary>docs/promises.md names, for every promise, tests that exist.</summary>
public sealed partial class PromiseTests
{
    private const string Document = "docs/promises.md";

    private static readonly ILookup<string, string> TestsByPromise = Promise().Matches(Checkout.Read(Document).Text)
        .SelectMany(promise => NamedTest().Matches(promise.Groups[2].Value), (promise, test) => (promise, test))
        .ToLookup(pair => pair.promise.Groups[1].Value, pair => pair.test.Groups[1].Value);

    private static readonly HashSet<string> TestsOfTheTree = [.. Checkout.CSharpFiles
        .Where(file => file.IsIn("tests"))
        .SelectMany(file => file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>())
        .Where(IsTest)
        .Select(method => $"{((TypeDeclarationSyntax)method.Parent!).Identifier.Text}.{method.Identifier.Text}")];

    public static TheoryData<string> Promises => [.. Enumerable.Range(1, 9).Select(number => $"R{number}")];

    [Theory]
    [MemberData(nameof(Promises))]
    public void Promise_is_held_by_tests_that_exist(string promise)
    {
        var missing = TestsByPromise[promise].Where(test => !TestsOfTheTree.Contains(test));

        Assert.NotEmpty(TestsByPromise[promise]);
        Assert.Empty(missing);
    }

    private static bool IsTest(MethodDeclarationSyntax method) => method.AttributeLists
        .SelectMany(list => list.Attributes)
        .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    [GeneratedRegex(@"^## (R\d+) .*?\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Promise();

    [GeneratedRegex(@"^- `(\w+\.\w+)`$", RegexOptions.Multiline)]
    private static partial Regex NamedTest();
}
