using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Inspection;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Backup;

/// <summary>
/// Reads a store beside its relay, without a word to it: one snapshot of what is committed, through a connection that cannot write. No
/// envelope is ever read.
/// </summary>
public sealed class SqliteInspection : IDisposable
{
    private const int CacheBytes = 8 * 1024 * 1024;

    // The head does not hold the newest sequence at every moment: the places of the rows, and the rows that have none yet, tell it.
    private const string Depths = """
        WITH newest(mailbox, next) AS (
            SELECT mailbox, max(first + count) FROM runs GROUP BY mailbox
            UNION ALL
            SELECT mailbox, max(sequence) + 1 FROM rows
            WHERE id > (SELECT value FROM meta WHERE name = 'indexed_through') GROUP BY mailbox)
        SELECT max(heads.next, coalesce(max(newest.next), 1)) - heads.first
        FROM heads LEFT JOIN newest ON newest.mailbox = heads.id GROUP BY heads.id
        """;

    private readonly Database _database;
    private readonly string _path;
    private readonly RunTable _runs;

    private SqliteInspection(Database database, string path)
    {
        _database = database;
        _path = path;
        _runs = new RunTable(database);
        ServerId = Schema.ReadServerId(database);
    }

    /// <summary>The relay's identifier, made with the store.</summary>
    public ServerId ServerId { get; }

    /// <summary>Opens the store of a data folder for reading, whether or not its relay runs.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <exception cref="StoreOpenException">There is no store that can be read; one line says why.</exception>
    public static SqliteInspection Open(string dataFolder)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), DataFolder.DatabaseName);
        if (!File.Exists(path))
        {
            throw new StoreOpenException(StoreOpenFailure.Unusable, $"{path} does not exist: name the relay's data folder.");
        }

        Database? database = null;
        try
        {
            database = Database.Open(path, CacheBytes, readOnly: true);
            Schema.CheckOrigin(database, path);
            return new SqliteInspection(database, path);
        }
        catch (SqliteFailedException failure)
        {
            database?.Dispose();
            throw Unreadable(path, failure);
        }
        catch (StoreOpenException)
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>Counts what the store holds. It takes time with the number of mailboxes, not of messages.</summary>
    /// <exception cref="StoreOpenException">The store cannot be read.</exception>
    public StoreStatistics Count() => InOneSnapshot(() =>
    {
        var depths = new long[DepthClass.Count];
        long messages = 0;
        using var statement = _database.Prepare(Depths);
        while (statement.Step())
        {
            var depth = Math.Max(0, statement.Number(0));
            depths[DepthClass.Of(depth)]++;
            messages += depth;
        }

        var users = _database.ReadNumber("SELECT count(*) FROM grains WHERE storage = 'users'") ?? 0;
        return new StoreStatistics(users, depths.Sum(), messages, depths, FindOldest(), BytesOf(_path) + BytesOf(_path + "-wal"));
    });

    /// <summary>What the store knows of one mailbox; null when it was never opened.</summary>
    /// <param name="userId">Whose.</param>
    /// <exception cref="StoreOpenException">The store cannot be read.</exception>
    public MailboxExplanation? Explain(UserId userId) => InOneSnapshot(() =>
    {
        using var head = _database.Prepare("SELECT id, first, next FROM heads WHERE user = ?1");
        head.Bind(1, userId.ToArray());
        if (!head.Step())
        {
            return null;
        }

        var (mailbox, first, written) = (head.Number(0), head.Unsigned(1), head.Unsigned(2));
        head.Reset();
        var next = Math.Max(written, Math.Max(_runs.NextSequence(mailbox), NextUnindexed(mailbox)));
        var oldest = next > first ? StoredAt(mailbox, first) : null;
        return new MailboxExplanation(userId, (long)(next - first), first - 1, oldest, next > 1 ? StoredAt(mailbox, next - 1) : null);
    });

    /// <summary>The state of a grain as its storage provider wrote it; null where there is none.</summary>
    /// <param name="storage">The storage name, of <see cref="StorageNames"/>.</param>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grain">Which grain.</param>
    /// <exception cref="StoreOpenException">The store cannot be read.</exception>
    public ReadOnlyMemory<byte>? FindState(string storage, string stateName, GrainId grain) => InOneSnapshot<ReadOnlyMemory<byte>?>(() =>
    {
        using var find = _database.Prepare("SELECT body FROM grains WHERE storage = ?1 AND kind = ?2 AND grain = ?3");
        find.Bind(1, storage).Bind(2, stateName).Bind(3, grain.ToString());
        if (!find.Step())
        {
            return null;
        }

        var body = find.Bytes(0).ToArray();
        find.Reset();
        return body;
    });

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static StoreOpenException Unreadable(string path, SqliteFailedException failure) =>
        new(StoreOpenFailure.Unusable, $"{path} cannot be read ({failure.Message.ReplaceLineEndings(" ")}).", failure);

    private static long BytesOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private T InOneSnapshot<T>(Func<T> read)
    {
        try
        {
            _database.Run("BEGIN");
            try
            {
                return read();
            }
            finally
            {
                _database.Run("COMMIT");
            }
        }
        catch (SqliteFailedException failure)
        {
            throw Unreadable(_path, failure);
        }
    }

    /// <summary>The heads tell of each mailbox a time before which it has nothing, so only the first few of them are looked into.</summary>
    private DateTimeOffset? FindOldest()
    {
        DateTimeOffset? oldest = null;
        using var heads = _database.Prepare("SELECT id, first, oldest_at FROM heads WHERE oldest_at IS NOT NULL ORDER BY oldest_at");
        while (heads.Step() && !(oldest <= DateTimeOffset.FromUnixTimeMilliseconds(heads.Number(2))))
        {
            if (StoredAt(heads.Number(0), heads.Unsigned(1)) is { } storedAt && !(oldest <= storedAt))
            {
                oldest = storedAt;
            }
        }

        heads.Reset();
        return oldest;
    }

    private ulong NextUnindexed(long mailbox)
    {
        using var newest = _database.Prepare(
            "SELECT max(sequence) + 1 FROM rows WHERE id > (SELECT value FROM meta WHERE name = 'indexed_through') AND mailbox = ?1");
        newest.Bind(1, mailbox);
        return newest.Step() && !newest.IsNull(0) ? newest.Unsigned(0) : 1;
    }

    private DateTimeOffset? StoredAt(long mailbox, ulong sequence)
    {
        var ids = new List<long>();
        var isIndexed = _runs.Collect(mailbox, sequence, sequence + 1, ids) > 0;
        using var row = _database.Prepare(isIndexed
            ? "SELECT stored_at FROM rows WHERE id = ?1"
            : "SELECT stored_at FROM rows "
                + "WHERE id > (SELECT value FROM meta WHERE name = 'indexed_through') AND mailbox = ?1 AND sequence = ?2");
        row.Bind(1, isIndexed ? ids[0] : mailbox);
        if (!isIndexed)
        {
            row.Bind(2, sequence);
        }

        return row.Step() ? DateTimeOffset.FromUnixTimeMilliseconds(row.Number(0)) : null;
    }
}
