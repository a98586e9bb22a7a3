using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sdtp.Architecture.Tests.Tree;

/// <summary>One file of the checkout, by its path from the root, with forward slashes.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(text, path: path).GetRoot());

    public string Path => path;

    public string Text => text;

    public IReadOnlyList<string> Lines { get; } = text.TrimEnd('\n').Split('\n');

    /// <summary>The parsed file; only for C#.</summary>
    public SyntaxNode Syntax => _syntax.Value;

    public bool IsCSharp => path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsIn(string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The line of a node, from 1, its attributes and comments left out.</summary>
    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
