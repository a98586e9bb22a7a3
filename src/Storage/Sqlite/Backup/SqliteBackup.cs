using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Storage.Sqlite.Backup;

/// <summary>
/// Copies a store while its relay runs. The copy is one read transaction: it holds every message acknowledged before it began and nothing
/// half-written, and no writer waits for it; the write-ahead log only cannot start over until it ends.
/// </summary>
public static class SqliteBackup
{
    private const int CacheBytes = 8 * 1024 * 1024;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the copy as a data folder of its own, from which a relay can start.</summary>
    /// <param name="dataFolder">The data folder of the relay, running or not.</param>
    /// <param name="outFolder">Where to: made when missing, and never one that holds a store.</param>
    /// <returns>Bytes of the copy.</returns>
    /// <exception cref="StoreOpenException">One line on what is wrong; no store was left in the folder.</exception>
    public static long Write(string dataFolder, string outFolder)
    {
        var source = Path.Combine(Path.GetFullPath(dataFolder), DataFolder.DatabaseName);
        var target = Path.Combine(Path.GetFullPath(outFolder), DataFolder.DatabaseName);
        if (!File.Exists(source))
        {
            throw new StoreOpenException(StoreOpenFailure.Unusable, $"{source} does not exist: name the relay's data folder.");
        }

        if (File.Exists(target))
        {
            throw new StoreOpenException(
                StoreOpenFailure.Unusable, $"{target} exists already: name a folder without a store; nothing was overwritten.");
        }

        // The last name is given only to a copy that is whole and on the disk.
        var partial = target + ".partial";
        try
        {
            Copy(source, partial);
            File.Move(partial, target);
            return new FileInfo(target).Length;
        }
        catch (Exception failure) when (failure is SqliteFailedException or IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            var why = failure.Message.ReplaceLineEndings(" ");
            throw new StoreOpenException(StoreOpenFailure.Unusable, $"{source} could not be copied to {outFolder} ({why}).", failure);
        }
    }

    private static void Copy(string source, string partial)
    {
        DataFolder.Create(Path.GetDirectoryName(partial)!);
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        new FileStream(partial, options).Dispose();
        using (var database = Database.Open(source, CacheBytes, readOnly: true))
        {
            database.Run($"VACUUM INTO '{partial.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        using (var copy = Database.Open(partial, CacheBytes, readOnly: true))
        {
            if (copy.ReadText("PRAGMA quick_check(1)") is not "ok" and var fault)
            {
                throw new SqliteFailedException(SQLitePCL.raw.SQLITE_CORRUPT, fault ?? "the check gave no answer");
            }
        }

        using var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
