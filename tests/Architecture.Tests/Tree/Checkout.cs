using System.Diagnostics;
using Sdtp.TestKit;

namespace Sdtp.Architecture.Tests.Tree;

/// <summary>The files of this checkout that git tracks, or would: new ones count too, so that a rule speaks before the commit.</summary>
internal static class Checkout
{
    private static readonly string[] BinaryEndings = [".png", ".bin", ".db", ".pfx", ".ico"];

    public static IReadOnlyList<string> Paths { get; } = ListPaths();

    public static IReadOnlyList<SourceFile> TextFiles { get; } =
        [.. Paths.Where(path => !BinaryEndings.Contains(Path.GetExtension(path))).Select(Read)];

    public static IReadOnlyList<SourceFile> CSharpFiles { get; } = [.. TextFiles.Where(file => file.IsCSharp)];

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Paths.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(Project.Load)];

    public static SourceFile Read(string path) => new(path, File.ReadAllText(Repository.PathOf(path)));

    private static string[] ListPaths()
    {
        var start = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard -z")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var paths = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException("The architecture tests need a git checkout: git ls-files failed.");
        }

        // A file that was deleted but not yet committed is still listed.
        return [.. paths.Where(path => File.Exists(Repository.PathOf(path)))];
    }
}
