using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Opening;

/// <summary>
/// The tables. Rows are written in commit order, whoever they are for, so that a commit writes whole new pages. Where the rows of a
/// mailbox are stands in
/// <c>runs</c>, one entry for many rows, written later and many at a time: an index entry per message would make every commit rewrite as
/// many index pages as it has recipients (docs/adr/0008).
/// </summary>
internal static class Schema
{
    internal const int Version = 1;
    internal const int PageBytes = 16 * 1024;

    /// <summary>"SDTP" in the file's header.</summary>
    private const int ApplicationId = 0x53445450;

    private const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE heads(
            id INTEGER PRIMARY KEY, user BLOB NOT NULL UNIQUE, epoch INTEGER NOT NULL, first INTEGER NOT NULL, next INTEGER NOT NULL,
            swept INTEGER NOT NULL, oldest_at INTEGER);
        CREATE INDEX heads_by_age ON heads(oldest_at) WHERE oldest_at IS NOT NULL;
        CREATE TABLE checkpoints(mailbox INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE rows(
            id INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, sequence INTEGER NOT NULL, sender BLOB NOT NULL, message_id BLOB NOT NULL,
            stored_at INTEGER NOT NULL, bytes_through INTEGER NOT NULL, envelope BLOB NOT NULL);
        CREATE TABLE runs(
            mailbox INTEGER, first INTEGER, count INTEGER NOT NULL, ids BLOB NOT NULL, PRIMARY KEY(mailbox, first)) WITHOUT ROWID;
        CREATE TABLE garbage(chunk INTEGER PRIMARY KEY, mask INTEGER NOT NULL);
        CREATE TABLE grains(
            id INTEGER PRIMARY KEY, storage TEXT NOT NULL, kind TEXT NOT NULL, grain TEXT NOT NULL, etag TEXT NOT NULL, body BLOB NOT NULL,
            UNIQUE(storage, kind, grain));
        INSERT INTO meta VALUES('indexed_through', 0);
        """;

    /// <summary>Makes the tables in an empty file, or checks that a file is one that this program can use.</summary>
    internal static void Prepare(Database database, string path, long fullCheckBytesMax)
    {
        var isNew = new FileInfo(path).Length == 0 && !File.Exists(path + "-wal");
        if (!isNew)
        {
            Check(database, path, fullCheckBytesMax, out isNew);
        }

        if (isNew)
        {
            database.Run($"PRAGMA page_size = {PageBytes}");
        }

        database.Run("PRAGMA journal_mode = WAL");
        database.Run("PRAGMA synchronous = FULL");
        database.Run("PRAGMA wal_autocheckpoint = 0");
        if (isNew)
        {
            Create(database);
        }
    }

    /// <summary>The name of this relay, made with the file.</summary>
    internal static ServerId ReadServerId(Database database)
    {
        var statement = database.Prepare("SELECT value FROM meta WHERE name = 'server_id'");
        if (!statement.Step() || statement.Bytes(0).Length != ServerId.Length)
        {
            throw new SqliteFailedException(SQLitePCL.raw.SQLITE_CORRUPT, "the relay's identifier is missing");
        }

        var serverId = new ServerId(statement.Bytes(0));
        statement.Reset();
        return serverId;
    }

    private static void Check(Database database, string path, long fullCheckBytesMax, out bool isEmpty)
    {
        isEmpty = database.ReadNumber("PRAGMA application_id") == 0 && database.ReadNumber("SELECT count(*) FROM sqlite_schema") == 0;
        if (isEmpty)
        {
            return;
        }

        CheckOrigin(database, path);
        if (new FileInfo(path).Length <= fullCheckBytesMax && database.ReadText("PRAGMA quick_check(1)") is not "ok" and var fault)
        {
            throw new SqliteFailedException(SQLitePCL.raw.SQLITE_CORRUPT, fault ?? "the check gave no answer");
        }
    }

    /// <summary>Checks that a file with tables was written by this program, and not by a later one.</summary>
    internal static void CheckOrigin(Database database, string path)
    {
        var application = database.ReadNumber("PRAGMA application_id");
        var version = database.ReadNumber("PRAGMA user_version");
        if (application != ApplicationId)
        {
            throw new StoreOpenException(
                StoreOpenFailure.Foreign,
                $"{path} is a database of another program. Choose another data folder; the file was not touched.");
        }

        if (version > Version)
        {
            throw new StoreOpenException(
                StoreOpenFailure.Newer,
                $"{path} was written by a newer version (schema {version}; this program knows {Version})."
                + " Upgrade this program; the file was not touched.");
        }
    }

    private static void Create(Database database)
    {
        database.Run("BEGIN IMMEDIATE");
        database.Run(Tables);
        database.Run($"INSERT INTO meta VALUES('server_id', x'{ServerId.New()}')");
        database.Run($"PRAGMA application_id = {ApplicationId}");
        database.Run($"PRAGMA user_version = {Version}");
        database.Run("COMMIT");
    }
}
