using Sdtp.Admin.Configuration;
using Sdtp.Clustering.Identity;
using Sdtp.Storage.Sqlite.Backup;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Admin.Backup;

/// <summary>Copies what a relay on SQLite keeps: the database with the serverID, and the key that its clients have pinned.</summary>
internal static class RelayBackup
{
    /// <exception cref="AdminException">The copy could not be made, or not in whole.</exception>
    internal static BackupReport Write(AdminOptions options, string target)
    {
        if (options.IsCluster)
        {
            throw new AdminException(
                "A cluster is not backed up by copying: Azure Storage keeps its copies itself, and docs/operations.md says how to export "
                + "its tables.");
        }

        var folder = Path.GetFullPath(target);
        var source = Path.Combine(Path.GetFullPath(options.DataFolder), TlsIdentity.FileName);
        var copy = Path.Combine(folder, TlsIdentity.FileName);
        if (File.Exists(copy))
        {
            throw new AdminException($"{copy} exists already: name a folder without a backup; nothing was overwritten.");
        }

        try
        {
            var bytes = SqliteBackup.Write(options.DataFolder, folder);
            using var inspection = SqliteInspection.Open(folder);
            return new BackupReport(folder, bytes, inspection.ServerId.ToString(), CopyIdentity(source, copy));
        }
        catch (Exception e) when (e is StoreOpenException or TlsIdentityException)
        {
            throw new AdminException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AdminException($"{source} could not be copied to {folder} ({e.Message}): the backup is not whole.", e);
        }
    }

    /// <summary>A relay that shows a certificate of the operator's has none in its data folder.</summary>
    private static string? CopyIdentity(string source, string copy)
    {
        if (!File.Exists(source))
        {
            return null;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(copy, options))
        {
            file.Write(File.ReadAllBytes(source));
            file.Flush(flushToDisk: true);
        }

        using var identity = TlsIdentity.Load(copy, keyPath: null);
        return identity.KeyPin.ToString();
    }
}
