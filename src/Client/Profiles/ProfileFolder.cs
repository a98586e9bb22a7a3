using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Profiles;

/// <summary>Where the files of a profile are.</summary>
internal sealed class ProfileFolder(string home, Username username)
{
    internal const string KeystoreName = "keystore.sdtp";
    private const string StoreName = "store.db";
    private const string LockName = "lock";

    private static readonly string[] StoreSuffixes = ["", "-wal", "-shm", "-journal"];

    internal string Root { get; } = Path.Combine(home, username.Folded);

    internal string Keystore => Path.Combine(Root, KeystoreName);

    internal string Store => Path.Combine(Root, StoreName);

    internal string Lock => Path.Combine(Root, LockName);

    internal void Make()
    {
        BlockingCalls.Announce("A folder was made");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root);
        }
        else
        {
            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Moves a store out of the way that the keystore to be made cannot open. Deleting it is for its owner: the keystore that opens it may
    /// lie elsewhere.
    /// </summary>
    /// <returns>Where it is now; null when there was none.</returns>
    internal string? SetStoreAside()
    {
        BlockingCalls.Announce("Files were moved");
        if (!StoreSuffixes.Any(suffix => File.Exists(Store + suffix)))
        {
            return null;
        }

        var aside = Enumerable.Range(1, int.MaxValue).Select(n => $"{Store}.old-{n}").First(path => !File.Exists(path));
        foreach (var suffix in StoreSuffixes.Where(suffix => File.Exists(Store + suffix)))
        {
            File.Move(Store + suffix, aside + suffix);
        }

        return aside;
    }

    /// <summary>Deletes what this library put into a profile's folder, and the folder where nothing else is in it.</summary>
    internal static void DeleteOwn(string folder)
    {
        BlockingCalls.Announce("Files were deleted");
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsOwn).ToList())
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>By exact names: a copy that somebody made beside a file is theirs.</summary>
    private static bool IsOwn(string path)
    {
        var name = Path.GetFileName(path);
        return name is LockName or KeystoreName or KeystoreName + ".tmp"
            || (name.StartsWith(StoreName, StringComparison.Ordinal) && StoreSuffixes.Contains(name[StoreName.Length..]));
    }
}
