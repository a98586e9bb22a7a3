namespace Sdtp.Client.Store;

/// <summary>
/// The tables. Columns named key are blinded, columns named record are sealed; the rest are numbers that tell nothing of people.
/// </summary>
internal static class StoreSchema
{
    internal const string BaseSql = """
        CREATE TABLE owner (record BLOB NOT NULL);

        CREATE TABLE settings (key BLOB PRIMARY KEY, record BLOB NOT NULL);

        CREATE TABLE contacts (name_key BLOB PRIMARY KEY, user_key BLOB NOT NULL UNIQUE, record BLOB NOT NULL);

        CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, shown INTEGER NOT NULL, record BLOB NOT NULL);
        CREATE INDEX inbox_unshown ON inbox (id) WHERE shown = 0;

        CREATE TABLE seen (hash_key BLOB PRIMARY KEY, id_key BLOB NOT NULL, sealing_key INTEGER NOT NULL);
        CREATE INDEX seen_by_id ON seen (id_key);
        CREATE INDEX seen_by_sealing_key ON seen (sealing_key);

        CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL);
        """;

    /// <summary>
    /// What each version after the first added, in order: the n-th makes a store of version n one of version n + 1. Only ever added to.
    /// </summary>
    internal static readonly IReadOnlyList<string> Steps = [HistorySql, SentSql, ReceiptsSql, FilesSql, SearchSql];

    /// <summary>The version that this program writes.</summary>
    internal static int Version => 1 + Steps.Count;

    /// <summary>The chats that a person keeps. The state is a <see cref="HistoryState"/>.</summary>
    private const string HistorySql = """
        CREATE TABLE chats (chat_key BLOB PRIMARY KEY, record BLOB NOT NULL);

        CREATE TABLE history (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_key BLOB NOT NULL,
            own INTEGER NOT NULL,
            state INTEGER NOT NULL,
            record BLOB NOT NULL,
            failure BLOB);
        CREATE INDEX history_by_chat ON history (chat_key, id);
        CREATE INDEX history_unseen ON history (chat_key, own, id);
        CREATE INDEX history_waiting ON history (id) WHERE state = 0;
        """;

    /// <summary>An own message is found by whom it was sealed to and the id it went out under.</summary>
    private const string SentSql = """
        ALTER TABLE history ADD COLUMN sent_key BLOB;
        CREATE INDEX history_sent ON history (sent_key) WHERE sent_key IS NOT NULL;
        """;

    /// <summary>What is still to be told the senders of texts. The kind is a <see cref="Sdtp.Crypto.Contents.ReceiptKind"/>.</summary>
    private const string ReceiptsSql = """
        CREATE TABLE receipts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sender_key BLOB NOT NULL,
            text_key BLOB NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            record BLOB NOT NULL);
        CREATE INDEX receipts_by_sender ON receipts (sender_key, kind, id);
        """;

    /// <summary>Files, and their bytes in sealed parts. The state is a <see cref="FileState"/>.</summary>
    private const string FilesSql = """
        CREATE TABLE files (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            transfer_key BLOB NOT NULL UNIQUE,
            peer_key BLOB NOT NULL,
            own INTEGER NOT NULL,
            stranger INTEGER NOT NULL,
            state INTEGER NOT NULL,
            size INTEGER NOT NULL,
            parts INTEGER NOT NULL,
            handed INTEGER NOT NULL,
            done INTEGER NOT NULL,
            touched_day INTEGER NOT NULL,
            history_id INTEGER,
            record BLOB NOT NULL);
        CREATE INDEX files_by_entry ON files (history_id) WHERE history_id IS NOT NULL;
        CREATE INDEX files_live ON files (own, peer_key) WHERE state IN (0, 1, 3, 4);

        CREATE TABLE file_parts (file INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE UNIQUE INDEX file_parts_by_place ON file_parts (file, part);
        """;

    /// <summary>What <see cref="SearchStore"/> keeps. Rows of it can be missing at any time.</summary>
    private const string SearchSql = "CREATE TABLE IF NOT EXISTS search_blocks (block INTEGER PRIMARY KEY, record BLOB NOT NULL)";
}
