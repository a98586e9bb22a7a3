using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sdtp.Architecture.Tests.Tree;

namespace Sdtp.Architecture.Tests.Rules;

/// <summary>Rules that read syntax trees.</summary>
internal static class SyntaxRules
{
    private const int FunctionLinesMax = 70;

    /// <summary>Programs: only they may write to the console.</summary>
    private static readonly string[] Programs = ["src/Tui", "src/Silo", "src/Admin", "bench", "tests"];

    private static readonly string[] DiskTypes =
        ["FileStream", "FileInfo", "DirectoryInfo", "StreamReader", "StreamWriter", "SqliteConnection"];

    private static readonly string[] DiskVerbs =
        ["Exists", "Open", "Read", "Write", "Append", "Create", "Copy", "Move", "Delete", "Replace", "Enumerate", "Get", "Set", "Resolve"];

    private static readonly string[] Sleeps = ["Thread." + "Sleep", "Task." + "Delay"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        CSharp(
            "function length",
            $"Name a part of the function and move it out: at most {FunctionLinesMax} lines.",
            FindLongFunctions),
        CSharp(
            "file-scoped namespaces",
            "Write `namespace X;` without braces.",
            file => Nodes<NamespaceDeclarationSyntax>(file).Select(node => At(file, node, node.Name.ToString()))),
        CSharp(
            "console only in programs",
            "Libraries log through ILogger (messages in X.Log.cs); only Tui, Silo, Admin and a Program.cs own a console.",
            FindConsole),
        CSharp(
            "log messages apart",
            "Move the [LoggerMessage] partial method into X.Log.cs.",
            file => file.Path.EndsWith(".Log.cs", StringComparison.Ordinal) ? [] : FindAttribute(file, "LoggerMessage")),
        CSharp(
            "no sleeping tests",
            "Await the condition itself, or advance a FakeTimeProvider: a test that sleeps is slow and still races.",
            file => file.IsIn("tests") ? FindSleeps(file) : []),
        CSharp(
            "the client announces the disk",
            "Call BlockingCalls.Announce in the method that touches the disk: a call on the thread that draws then throws in the tests.",
            FindSilentDisk),
        CSharp(
            "no silent skips",
            "Delete the test, mend it, or call Assert.Skip at run time with what is missing and how to get it.",
            file => Nodes<AttributeArgumentSyntax>(file).Where(argument => argument.NameEquals?.Name.Identifier.Text == "Skip")
                .Select(argument => At(file, argument, argument.ToString()))),
    ];

    private static Rule CSharp(string name, string remedy, Func<SourceFile, IEnumerable<Finding>> find) =>
        Rule.PerFile(name, remedy, file => file.IsCSharp ? find(file) : []);

    private static IEnumerable<T> Nodes<T>(SourceFile file) => file.Syntax.DescendantNodes().OfType<T>();

    private static Finding At(SourceFile file, SyntaxNode node, string detail) => new(file.Path, SourceFile.LineOf(node), detail);

    private static IEnumerable<Finding> FindLongFunctions(SourceFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            if (node is not (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
            {
                continue;
            }

            var span = node.GetLocation().GetLineSpan();
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > FunctionLinesMax)
            {
                yield return At(file, node, $"a function of {lines} lines");
            }
        }
    }

    private static IEnumerable<Finding> FindConsole(SourceFile file) =>
        Programs.Any(file.IsIn) || file.Path.EndsWith("/Program.cs", StringComparison.Ordinal)
            ? []
            : Nodes<MemberAccessExpressionSyntax>(file).Where(access => access.Expression.ToString() is "Console" or "System.Console")
                .Select(access => At(file, access, access.ToString()));

    private static IEnumerable<Finding> FindSleeps(SourceFile file) =>
        Nodes<MemberAccessExpressionSyntax>(file).Where(access => Sleeps.Any(access.ToString().EndsWith))
            .Select(access => At(file, access, access.ToString()));

    /// <summary>By the file: a method that only its neighbours call need not say again what they have said.</summary>
    private static IEnumerable<Finding> FindSilentDisk(SourceFile file)
    {
        var isOfTheClient = file.IsIn("src/Client") || file.IsIn("src/Tui");
        if (!isOfTheClient || Nodes<MemberAccessExpressionSyntax>(file).Any(access => access.ToString() == "BlockingCalls.Announce"))
        {
            return [];
        }

        var calls = Nodes<MemberAccessExpressionSyntax>(file)
            .Where(access => access.Expression.ToString() is "File" or "Directory" && DiskVerbs.Any(access.Name.ToString().StartsWith));
        var opened = Nodes<ObjectCreationExpressionSyntax>(file).Where(made => DiskTypes.Contains(made.Type.ToString()));
        return calls.Concat<SyntaxNode>(opened).Select(node => At(file, node, node.ToString()));
    }

    private static IEnumerable<Finding> FindAttribute(SourceFile file, string name) =>
        Nodes<AttributeSyntax>(file).Where(attribute => attribute.Name.ToString() == name)
            .Select(attribute => At(file, attribute, name));
}
