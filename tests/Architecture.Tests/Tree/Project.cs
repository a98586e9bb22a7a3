using System.Xml.Linq;
using Sdtp.TestKit;

namespace Sdtp.Architecture.Tests.Tree;

/// <summary>One csproj. Its name is its folder: <c>src/Grains.Abstractions</c>.</summary>
internal sealed record Project(
    string Name,
    string Path,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Packages,
    IReadOnlyDictionary<string, string> Properties)
{
    public bool IsIn(string folder) => Name.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The last part of the name: <c>Grains.Abstractions</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    public static Project Load(string path)
    {
        var document = XDocument.Load(Repository.PathOf(path));
        var folder = path[..path.LastIndexOf('/')];
        return new Project(
            folder,
            path,
            [.. Includes(document, "ProjectReference").Select(reference => FolderOf(folder, reference))],
            [.. Includes(document, "PackageReference")],
            document.Descendants("PropertyGroup").Elements().ToLookup(property => property.Name.LocalName, property => property.Value)
                .ToDictionary(property => property.Key, property => property.Last()));
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(element => (string?)element.Attribute("Include") ?? "");

    private static string FolderOf(string from, string reference)
    {
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, from, reference.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.GetDirectoryName(full)!).Replace('\\', '/');
    }
}
