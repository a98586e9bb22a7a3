using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sdtp.Architecture.Tests.Tree;

namespace Sdtp.Architecture.Tests.Rules;

/// <summary>Rules about types, fields and what they are called.</summary>
internal static partial class NamingRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new Rule(
            "sealed classes",
            "Seal the class, or make it static or abstract; a class may stay open only while another class of the tree inherits from it.",
            FindOpenClasses),
        Rule.PerFile(
            "field names",
            "Private fields are _camelCase; constants and static readonly fields are PascalCase.",
            file => file.IsCSharp ? FindFieldNames(file) : []),
        Rule.PerFile(
            "names that say something",
            "Name the type, file or folder after what it does: Utils, Helpers and Common say nothing.",
            file => file.IsCSharp ? FindEmptyNames(file) : []),
    ];

    [GeneratedRegex("^_[a-z][a-zA-Z0-9]*$")]
    private static partial Regex UnderscoreCamel();

    [GeneratedRegex("^[A-Z][a-zA-Z0-9]*$")]
    private static partial Regex Pascal();

    [GeneratedRegex("(Utils?|Utilities|Helpers?|Common)$")]
    private static partial Regex EmptyName();

    private static IEnumerable<Finding> FindOpenClasses(IReadOnlyList<SourceFile> files)
    {
        var classes = files.Where(file => file.IsCSharp)
            .SelectMany(file => file.Syntax.DescendantNodes().OfType<TypeDeclarationSyntax>().Select(type => (File: file, Type: type)))
            .Where(found => found.Type is ClassDeclarationSyntax || found.Type.IsKind(SyntaxKind.RecordDeclaration))
            .ToList();
        var inherited = classes.Where(found => found.Type.BaseList is not null)
            .SelectMany(found => found.Type.BaseList!.Types.Select(type => SimpleName(type.Type)))
            .ToHashSet();

        // The parts of a partial class share their modifiers: one sealed part seals them all.
        return classes.GroupBy(found => (Path.GetDirectoryName(found.File.Path), QualifiedName(found.Type)))
            .Where(parts => !parts.Any(part => part.Type.Modifiers.Any(IsClosing)))
            .Select(parts => parts.First())
            .Where(found => !inherited.Contains(found.Type.Identifier.Text))
            .Select(found => new Finding(found.File.Path, SourceFile.LineOf(found.Type), found.Type.Identifier.Text));
    }

    private static bool IsClosing(SyntaxToken modifier) =>
        modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword;

    private static string SimpleName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };

    private static string QualifiedName(TypeDeclarationSyntax type) =>
        string.Join(
            '.',
            type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Reverse().Select(outer => outer.Identifier.Text + outer.Arity));

    private static IEnumerable<Finding> FindFieldNames(SourceFile file)
    {
        foreach (var field in file.Syntax.DescendantNodes().OfType<FieldDeclarationSyntax>())
        {
            var isConstant = field.Modifiers.Any(SyntaxKind.ConstKeyword)
                || (field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword));
            var isShared = field.Modifiers.Any(modifier =>
                modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword);
            var expected = isConstant || isShared ? Pascal() : UnderscoreCamel();
            foreach (var variable in field.Declaration.Variables.Where(variable => !expected.IsMatch(variable.Identifier.Text)))
            {
                yield return new Finding(file.Path, SourceFile.LineOf(variable), variable.Identifier.Text);
            }
        }
    }

    private static IEnumerable<Finding> FindEmptyNames(SourceFile file)
    {
        var places = Path.ChangeExtension(file.Path, null).Split('/').Where(place => EmptyName().IsMatch(place));
        foreach (var place in places)
        {
            yield return new Finding(file.Path, 1, place);
        }

        foreach (var type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            if (EmptyName().IsMatch(type.Identifier.Text))
            {
                yield return new Finding(file.Path, SourceFile.LineOf(type), type.Identifier.Text);
            }
        }
    }
}
