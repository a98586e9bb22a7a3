using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>Messages on their way, in the order of sending. A row goes when the relay has acknowledged, or refused for good.</summary>
internal sealed class OutboxStore(StoreFile file)
{
    private static ReadOnlySpan<byte> Place => "outbox"u8;

    internal long Add(OutboxRecord record) => file.Transact(() =>
    {
        file.Execute("INSERT INTO outbox (record) VALUES ($1)", Sealed(record));
        return file.Query("SELECT last_insert_rowid()", r => r.GetInt64(0))[0];
    });

    /// <summary>Puts a receipt here in place of what waited to be told, both or neither.</summary>
    internal long AddReceipt(OutboxRecord record, IEnumerable<long> waitingRowIds) => file.Transact(() =>
    {
        new ReceiptStore(file).Remove(waitingRowIds);
        return Add(record);
    });

    /// <summary>
    /// Writes messages anew, and to the history under which id they go out: before they leave, for a receipt may be quick.
    /// </summary>
    internal void Replace(IEnumerable<(long Id, OutboxRecord Record)> rows) => file.Transact(() =>
    {
        var history = new HistoryStore(file);
        foreach (var (id, record) in rows)
        {
            file.Execute("UPDATE outbox SET record = $2 WHERE id = $1", id, Sealed(record));
            if (record is { HistoryId: { } entry, To: { } to, MessageId: { } messageId })
            {
                history.NoteSealed(entry, UserId.Parse(to), new MessageId(Convert.FromHexString(messageId)));
            }
        }
    });

    /// <summary>
    /// Adds the next part of a file, and notes with the file that it is here, both or neither. Null when the file does not want it.
    /// </summary>
    internal long? AddPart(OutboxRecord record, long fileId, int part) => file.Transact(() =>
        new FileStore(file).Hand(fileId, part) ? Add(record) : (long?)null);

    /// <summary>
    /// Takes a part of a file out that the relay has; the last one settles the file and its entry of the history. True for the last.
    /// </summary>
    internal bool SettlePart(long id, StoredFile of, DateTimeOffset now) => file.Transact(() =>
    {
        file.Execute("DELETE FROM outbox WHERE id = $1", id);
        var isLast = new FileStore(file).Accept(of.Id, now);
        if (isLast && of.HistoryId is { } entry)
        {
            new HistoryStore(file).Settle(entry, failure: null);
        }

        return isLast;
    });

    /// <summary>
    /// Takes all parts of a file out that cannot be sent, and writes why to its entry of the history. False when it was given up before.
    /// </summary>
    internal bool FailFile(IEnumerable<long> ids, StoredFile of, string failure) => file.Transact(() =>
    {
        foreach (var id in ids)
        {
            file.Execute("DELETE FROM outbox WHERE id = $1", id);
        }

        if (!new FileStore(file).Fail(of.Id))
        {
            return false;
        }

        if (of.HistoryId is { } entry)
        {
            new HistoryStore(file).Settle(entry, failure);
        }

        return true;
    });

    /// <summary>Takes all parts of a file out that have not left.</summary>
    internal void DropParts(long fileId) => file.Transact(() =>
    {
        foreach (var (id, record) in All())
        {
            if (record.FileId == fileId)
            {
                file.Execute("DELETE FROM outbox WHERE id = $1", id);
            }
        }
    });

    /// <summary>Takes a message out, and writes its outcome to the history where one is kept, both or neither.</summary>
    /// <param name="id">The row; null for a message that never got one.</param>
    /// <param name="historyId">The entry of the history, or null.</param>
    /// <param name="failure">Why it failed; null when the relay has it.</param>
    internal void Settle(long? id, long? historyId, string? failure) => file.Transact(() =>
    {
        if (id is { } row)
        {
            file.Execute("DELETE FROM outbox WHERE id = $1", row);
        }

        if (historyId is { } entry)
        {
            new HistoryStore(file).Settle(entry, failure);
        }
    });

    internal List<(long Id, OutboxRecord Record)> All() => file.Query(
        "SELECT id, record FROM outbox ORDER BY id",
        r => (r.GetInt64(0), file.Unseal(r.GetFieldValue<byte[]>(1), StoreJson.Default.OutboxRecord, Place)));

    private byte[] Sealed(OutboxRecord record) => file.Seal(record, StoreJson.Default.OutboxRecord, Place);
}
