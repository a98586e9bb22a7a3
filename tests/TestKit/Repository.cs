namespace Sdtp.TestKit;

/// <summary>Where the tests stand: the checkout, found by its solution file.</summary>
public static class Repository
{
    /// <summary>The folder that holds Sdtp.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path inside the checkout.</summary>
    /// <param name="parts">Folders and file below the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sdtp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests must run from inside a checkout: Sdtp.sln was not found above the test binaries.");
    }
}
