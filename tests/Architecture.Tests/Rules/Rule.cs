using Sdtp.Architecture.Tests.Tree;

namespace Sdtp.Architecture.Tests.Rules;

/// <summary>Where a rule is broken.</summary>
internal sealed record Finding(string Path, int Line, string Detail)
{
    public override string ToString() => $"  {Path}:{Line}: {Detail}";
}

/// <summary>A rule about the text of the tree, with what to do when it is broken.</summary>
internal sealed record Rule(string Name, string Remedy, Func<IReadOnlyList<SourceFile>, IEnumerable<Finding>> Find)
{
    /// <summary>A rule that looks at one file at a time.</summary>
    public static Rule PerFile(string name, string remedy, Func<SourceFile, IEnumerable<Finding>> find) =>
        new(name, remedy, files => files.SelectMany(find));
}
