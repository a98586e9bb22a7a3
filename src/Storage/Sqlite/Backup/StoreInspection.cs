using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Backup;

/// <summary>
/// Reads a store beside its relay, without a word to it: one snapshot of what is committed, through a connection that cannot write. No
/// envelope is ever read.
/// </summary>
public sealed class StoreInspection : IDisposable
{
    private const int CacheBytes = 8 * 1024 * 1024;
    private const int DepthClasses = 8;

    // The head does not hold the newest sequence at every moment: the places of the rows, and the rows that have none yet, tell it.
    private const string Depths = """
        WITH newest(mailbox, next) AS (
            SELECT mailbox, max(first + count) FROM runs GROUP BY mailbox
            UNION ALL
            SELECT mailbox, max(sequence) + 1 FROM rows
            WHERE id > (SELECT value FROM meta WHERE name = 'indexed_through') GROUP BY mailbox),
        depths(depth) AS (
            SELECT max(heads.next, coalesce(max(newest.next), 1)) - heads.first
            FROM heads LEFT JOIN newest ON newest.mailbox = heads.id GROUP BY heads.id)
        SELECT CASE WHEN depth <= 0 THEN 0 WHEN depth < 10 THEN 1 WHEN depth < 100 THEN 2 WHEN depth < 1000 THEN 3
            WHEN depth < 10000 THEN 4 WHEN depth < 100000 THEN 5 WHEN depth < 1000000 THEN 6 ELSE 7 END, count(*), sum(depth)
        FROM depths GROUP BY 1
        """;

    private readonly Database _database;
    private readonly RunTable _runs;

    private StoreInspection(Database database)
    {
        _database = database;
        _runs = new RunTable(database);
    }

    /// <summary>Opens the store of a data folder for reading, whether or not its relay runs.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <exception cref="StoreOpenException">There is no store that can be read; one line says why.</exception>
    public static StoreInspection Open(string dataFolder)
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
            return new StoreInspection(database);
        }
        catch (SqliteFailedException failure)
        {
            database?.Dispose();
            var why = failure.Message.ReplaceLineEndings(" ");
            throw new StoreOpenException(StoreOpenFailure.Unusable, $"{path} cannot be read ({why}).", failure);
        }
    }

    /// <summary>Counts what the store holds. It takes time with the number of mailboxes, not of messages.</summary>
    public StoreStatistics Count()
    {
        var depths = new long[DepthClasses];
        long messages = 0;
        using var statement = _database.Prepare(Depths);
        while (statement.Step())
        {
            depths[statement.Number(0)] = statement.Number(1);
            messages += statement.Number(2);
        }

        var users = _database.ReadNumber("SELECT count(*) FROM grains WHERE storage = 'users'") ?? 0;
        return new StoreStatistics(users, depths.Sum(), messages, depths);
    }

    /// <summary>What the store knows of one mailbox; null when it was never opened.</summary>
    /// <param name="userId">Whose.</param>
    public MailboxExplanation? Explain(UserId userId)
    {
        _database.Run("BEGIN");
        try
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
        }
        finally
        {
            _database.Run("COMMIT");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

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
