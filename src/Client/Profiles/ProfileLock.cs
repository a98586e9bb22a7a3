namespace Sdtp.Client.Profiles;

/// <summary>The file that one program at a time holds open. The operating system lets go of it when the program dies.</summary>
internal sealed class ProfileLock : IDisposable
{
    private readonly FileStream _file;

    private ProfileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or gives null when another program, or another part of this one, holds it.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    internal static ProfileLock? TryTake(string path)
    {
        BlockingCalls.Announce("A file was opened");
        try
        {
            return new ProfileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
