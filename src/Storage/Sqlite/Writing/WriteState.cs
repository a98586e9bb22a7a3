using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>
/// Everything that the writer knows beyond the file, and the connection it writes through. All of it can be read again from the file, and
/// is, at start and after a failed commit alike.
/// </summary>
internal sealed class WriteState : IDisposable
{
    /// <summary>
    /// Chunks of garbage erased with one commit: 64 rows each, so that erasing keeps up with appending and no commit is held up by it.
    /// </summary>
    private const int ChunksErasedPerCommit = 32;

    private readonly SqliteStorageOptions _options;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _insert;
    private readonly Statement _putIndexedThrough;
    private long _nextId;

    private WriteState(Database database, SqliteStorageOptions options)
    {
        Database = database;
        _options = options;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _insert = database.Prepare("INSERT INTO rows VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _putIndexedThrough = database.Prepare("UPDATE meta SET value = ?1 WHERE name = 'indexed_through'");
        Runs = new RunTable(database);
        Unindexed = new UnindexedRows();
        Heads = new HeadTable(database, Runs, Unindexed, options.HeadsCachedMax);
        Garbage = new Garbage(database);
        Grains = new GrainTable(database);
        _nextId = ReadUnindexed() + 1;
    }

    internal Database Database { get; }

    internal HeadTable Heads { get; }

    internal RunTable Runs { get; }

    internal UnindexedRows Unindexed { get; }

    internal Garbage Garbage { get; }

    internal GrainTable Grains { get; }

    /// <summary>Whether a transaction is worth its while although nobody asks for anything.</summary>
    internal bool HasIdleWork => Garbage.HasWork(_options.GarbageRowsMax);

    internal static WriteState Load(string path, SqliteStorageOptions options)
    {
        var database = Database.Open(path, options.WriterCacheBytes, readOnly: false);
        try
        {
            database.Run("PRAGMA synchronous = FULL");
            database.Run("PRAGMA wal_autocheckpoint = 0");
            database.Run($"PRAGMA journal_size_limit = {4L * options.CheckpointBytes}");
            return new WriteState(database, options);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    internal void Begin() => _begin.Run();

    /// <summary>Writes what the operations changed, and ends the transaction with one flush to the disk.</summary>
    internal void Commit(Action? beforeCommit)
    {
        if (Unindexed.WriteOldest(_options.UnindexedRowsMax, Runs, _nextId - 1) is { } indexedThrough)
        {
            _putIndexedThrough.Bind(1, indexedThrough).Run();
        }

        Garbage.Write(ChunksErasedPerCommit, _options.GarbageRowsMax);
        Heads.Write();
        beforeCommit?.Invoke();
        _commit.Run();
        Unindexed.Committed();
    }

    /// <summary>Writes one row at the end of the table.</summary>
    internal void InsertRow(Head head, MailboxRow row)
    {
        var id = _nextId++;
        var header = row.Header;
        Span<byte> sender = stackalloc byte[Protocol.Identifiers.UserId.Length];
        header.Sender.CopyTo(sender);
        Span<byte> messageId = stackalloc byte[Protocol.Identifiers.MessageId.Length];
        header.MessageId.CopyTo(messageId);
        _insert.Bind(1, id).Bind(2, head.Id).Bind(3, header.Sequence).Bind(4, sender).Bind(5, messageId)
            .Bind(6, header.StoredAt.ToUnixTimeMilliseconds()).Bind(7, header.BytesThrough).Bind(8, row.Envelope.Span).Run();
        Unindexed.Add(head.Id, header.Sequence, id);
    }

    public void Dispose() => Database.Dispose();

    /// <summary>Finds the rows whose places had not been written.</summary>
    /// <returns>The highest row id ever known to be used.</returns>
    private long ReadUnindexed()
    {
        var indexedThrough = Database.ReadNumber("SELECT value FROM meta WHERE name = 'indexed_through'")
            ?? throw new SqliteFailedException(SQLitePCL.raw.SQLITE_CORRUPT, "the mark of the place index is missing");
        using var rows = Database.Prepare("SELECT id, mailbox, sequence FROM rows WHERE id > ?1 ORDER BY id");
        using var swept = Database.Prepare("SELECT swept FROM heads WHERE id = ?1");
        var known = new Dictionary<long, ulong>();
        var last = indexedThrough;
        rows.Bind(1, indexedThrough);
        while (rows.Step())
        {
            last = rows.Number(0);
            var mailbox = rows.Number(1);
            var sequence = rows.Unsigned(2);
            if (!known.TryGetValue(mailbox, out var next))
            {
                swept.Bind(1, mailbox);
                next = Math.Max(swept.Step() ? swept.Unsigned(0) + 1 : 1, Runs.NextSequence(mailbox));
                swept.Reset();
                known[mailbox] = next;
            }

            if (sequence >= next)
            {
                Unindexed.Add(mailbox, sequence, last);
            }
        }

        return last;
    }
}
