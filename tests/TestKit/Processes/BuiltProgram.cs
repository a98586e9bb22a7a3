namespace Sdtp.TestKit.Processes;

/// <summary>Finds the programs that the solution builds, in the configuration that the tests run in.</summary>
public static class BuiltProgram
{
    /// <summary>The relay.</summary>
    public static string Relay => Find("src/Silo", "sdtp-silo");

    /// <summary>The gateway in a process of its own.</summary>
    public static string Gateway => Find("src/Gateway", "sdtp-gateway");

    /// <summary>The load generator.</summary>
    public static string Load => Find("bench/Sdtp.Load", "sdtp-load");

    /// <summary>The operator's program.</summary>
    public static string Admin => Find("src/Admin", "sdtp-admin");

    /// <summary>The client.</summary>
    public static string Client => Find("src/Tui", "sdtp");

    /// <summary>A program built from a project folder of the checkout.</summary>
    /// <param name="projectFolder">Such as <c>src/Silo</c>.</param>
    /// <param name="name">The program's file name without extension.</param>
    public static string Find(string projectFolder, string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var path = Repository.PathOf(projectFolder, "bin", configuration, "net10.0", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build Sdtp.sln in {configuration} first.");
    }
}
