namespace Sdtp.Storage.Sqlite.Opening;

/// <summary>The folder that belongs to this process as long as this object lives.</summary>
internal sealed class DataFolder : IDisposable
{
    internal const string DatabaseName = "sdtp.db";
    private const string LockName = "sdtp.lock";
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    internal string Path { get; }

    internal string DatabasePath => System.IO.Path.Combine(Path, DatabaseName);

    internal static DataFolder Claim(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Create(full);
            var lockFile = OpenOwned(System.IO.Path.Combine(full, LockName));
            try
            {
                // The write-ahead log and its index take the mode of the database file, so making it here keeps all three private.
                OpenOwned(System.IO.Path.Combine(full, DatabaseName)).Dispose();
                return new DataFolder(full, lockFile);
            }
            catch
            {
                lockFile.Dispose();
                throw;
            }
        }
        catch (IOException refused) when (refused is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
            && File.Exists(System.IO.Path.Combine(full, LockName)))
        {
            throw new StoreOpenException(
                StoreOpenFailure.Locked,
                $"The data folder {full} is in use by another process. Stop that one, or choose another folder.",
                refused);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var why = refused.Message.ReplaceLineEndings(" ");
            throw new StoreOpenException(
                StoreOpenFailure.Unusable,
                $"The data folder {full} cannot be used ({why}). Choose a folder that this user can write to.",
                refused);
        }
    }

    public void Dispose() => _lock.Dispose();

    internal static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnlyFolder);
        }
    }

    private static FileStream OpenOwned(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        return new FileStream(path, options);
    }
}
