namespace Sdtp.TestKit;

/// <summary>A folder of its own for one test, deleted at the end.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>The folder, which exists.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("sdtp-test-").FullName;

    /// <summary>A path inside the folder.</summary>
    /// <param name="name">File or folder name.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is still letting go of a file must not turn a passed test red.
        }
    }
}
