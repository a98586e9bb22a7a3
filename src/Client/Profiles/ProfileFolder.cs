using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Profiles;

/// <summary>Where the files of a profile are.</summary>
internal sealed class ProfileFolder(string home, Username username)
{
    internal const string KeystoreName = "keystore.sdtp";

    internal string Root { get; } = Path.Combine(home, username.Folded);

    internal string Keystore => Path.Combine(Root, KeystoreName);

    internal string Store => Path.Combine(Root, "store.db");

    internal string Lock => Path.Combine(Root, "lock");

    internal void Make()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root);
        }
        else
        {
            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Removes what a creation that was cut short has left: without a keystore nothing can open it.</summary>
    internal void DeleteOrphanedStore()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(Store + suffix);
        }
    }
}
