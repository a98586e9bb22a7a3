using Microsoft.Data.Sqlite;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>
/// What there is still to tell the senders of texts, in order of arrival. A row goes when the receipt with it is in the outbox, or when
/// nobody is to be told any more.
/// </summary>
internal sealed class ReceiptStore(StoreFile file)
{
    /// <summary>Most messages that wait to be told of in one conversation; more are not told of.</summary>
    internal const int WaitingMax = 8 * ReceiptContent.IdsMax;

    /// <summary>
    /// Notes what has become of texts. Read says delivered too, so a text that waits to be told of as delivered is then told of once.
    /// </summary>
    internal void Put(UserId sender, ReceiptKind kind, IEnumerable<MessageId> ids) => file.Transact(() =>
    {
        var senderKey = SenderKey(sender);
        int? waiting = null;
        foreach (var id in ids)
        {
            var textKey = TextKey(sender, id);
            if (file.Execute("UPDATE receipts SET kind = max(kind, $2) WHERE text_key = $1", textKey, (int)kind) > 0)
            {
                continue;
            }

            // Counted once: with a full book that takes longer than all else here.
            waiting ??= file.Query("SELECT count(*) FROM receipts WHERE sender_key = $1", r => r.GetInt32(0), senderKey)[0];
            if (waiting >= WaitingMax)
            {
                continue;
            }

            waiting++;
            file.Execute(
                "INSERT INTO receipts (sender_key, text_key, kind, record) VALUES ($1, $2, $3, $4)",
                senderKey,
                textKey,
                (int)kind,
                file.Seal(new ReceiptRecord(sender.ToString(), id.ToString()), StoreJson.Default.ReceiptRecord, textKey));
        }
    });

    /// <summary>Everybody who is to be told something.</summary>
    internal List<UserId> Senders() =>
        [.. file.Query("SELECT record, text_key FROM receipts WHERE id IN (SELECT min(id) FROM receipts GROUP BY sender_key)", Read)
            .Select(waiting => waiting.Sender)];

    /// <summary>What the next receipt to somebody says: reads before deliveries, at most as many as one receipt holds.</summary>
    internal WaitingReceipt? Next(UserId sender)
    {
        var rows = file.Query(
            """
            SELECT record, text_key, id, kind FROM receipts
            WHERE sender_key = $1 AND kind = (SELECT max(kind) FROM receipts WHERE sender_key = $1)
            ORDER BY id LIMIT $2
            """,
            row => (Read(row).Id, RowId: row.GetInt64(2), Kind: (ReceiptKind)row.GetInt32(3)),
            SenderKey(sender),
            ReceiptContent.IdsMax);
        return rows.Count == 0
            ? null
            : new WaitingReceipt(rows[0].Kind, [.. rows.Select(row => row.Id)], [.. rows.Select(row => row.RowId)]);
    }

    internal void Remove(IEnumerable<long> rowIds) => file.Transact(() =>
    {
        foreach (var rowId in rowIds)
        {
            file.Execute("DELETE FROM receipts WHERE id = $1", rowId);
        }
    });

    internal void Forget(UserId sender) => file.Execute("DELETE FROM receipts WHERE sender_key = $1", SenderKey(sender));

    private (UserId Sender, MessageId Id) Read(SqliteDataReader row)
    {
        var record = file.Unseal(row.GetFieldValue<byte[]>(0), StoreJson.Default.ReceiptRecord, row.GetFieldValue<byte[]>(1));
        return (UserId.Parse(record.Sender), new MessageId(Convert.FromHexString(record.MessageId)));
    }

    private byte[] SenderKey(UserId sender) => file.Cipher.Blind("receipt sender", sender.ToArray());

    private byte[] TextKey(UserId sender, MessageId id) => file.Cipher.Blind("receipt text", [.. sender.ToArray(), .. id.ToArray()]);
}

/// <summary>What one receipt is to say, and the rows that it comes from.</summary>
internal sealed record WaitingReceipt(ReceiptKind Kind, IReadOnlyList<MessageId> Ids, IReadOnlyList<long> RowIds);
