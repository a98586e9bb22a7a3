using Orleans.Storage;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;
using Sdtp.Storage.Sqlite.Reading;
using Sdtp.Storage.Sqlite.Writing;

namespace Sdtp.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file with the mailboxes and the grains' states, and the only process that has it open. Stopping and
/// being killed are the same to it: whatever was acknowledged is in the file.
/// </summary>
public sealed class SqliteStore : IDisposable
{
    private readonly DataFolder _folder;
    private readonly ReaderPool _readers;
    private readonly Checkpointer _checkpointer;
    private bool _isDisposed;

    private SqliteStore(DataFolder folder, SqliteStorageOptions options)
    {
        _folder = folder;
        using (var database = Database.Open(folder.DatabasePath, options.ReaderCacheBytes, readOnly: false))
        {
            Schema.Prepare(database, folder.DatabasePath, options.FullCheckBytesMax);
            ServerId = Schema.ReadServerId(database);
        }

        _readers = new ReaderPool(folder.DatabasePath, options);
        _checkpointer = new Checkpointer(folder.DatabasePath, options);
        try
        {
            Writer = new Writer(folder.DatabasePath, options, _checkpointer);
        }
        catch
        {
            _checkpointer.Dispose();
            throw;
        }

        _checkpointer.Start();
        Writer.Start();
        Mailboxes = new SqliteMailboxLog(Writer, _readers);
    }

    /// <summary>The name of the relay, made with the file.</summary>
    public ServerId ServerId { get; }

    /// <summary>The mailboxes.</summary>
    public IMailboxLog Mailboxes { get; }

    internal Writer Writer { get; }

    /// <summary>Opens the store, or makes it where there is none.</summary>
    /// <param name="options">Where, and its limits.</param>
    /// <exception cref="StoreOpenException">The folder or file cannot be used; the message is one line that says what to do.</exception>
    public static SqliteStore Open(SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var validation = new SqliteStorageOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new ArgumentException(validation.FailureMessage, nameof(options));
        }

        var folder = DataFolder.Claim(options.DataFolder);
        try
        {
            return new SqliteStore(folder, options);
        }
        catch (Exception failure)
        {
            folder.Dispose();
            throw failure is StoreOpenException ? failure : Explain(folder.DatabasePath, failure);
        }
    }

    /// <summary>The states of grains under one storage name.</summary>
    /// <param name="name">Such as <c>users</c>.</param>
    /// <param name="serializer">How a state becomes bytes.</param>
    public IGrainStorage CreateGrainStorage(string name, IGrainStorageSerializer serializer) =>
        new SqliteGrainStorage(name, Writer, _readers, serializer);

    /// <summary>Commits what is queued, closes the file and lets go of the folder.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _checkpointer.Dispose();
        _readers.Dispose();
        Writer.Dispose();
        _folder.Dispose();
    }

    private static StoreOpenException Explain(string path, Exception failure)
    {
        var why = failure.Message.ReplaceLineEndings(" ");
        return failure switch
        {
            SqliteFailedException { IsAboutAccess: true } => new StoreOpenException(
                StoreOpenFailure.Unusable,
                $"{path} cannot be written ({why}). Check its permissions and the free space on its disk.",
                failure),
            SqliteFailedException { IsAboutOthers: true } => new StoreOpenException(
                StoreOpenFailure.Locked, $"{path} is in use by another program ({why}). Stop that one, or choose another folder.", failure),
            _ => new StoreOpenException(
                StoreOpenFailure.Damaged,
                $"{path} is damaged ({why}). Restore its folder from a backup, or move it away to start empty; nothing was overwritten.",
                failure),
        };
    }
}
