using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// A message as a row. A binary property holds 64 KiB and the largest envelope has a little more, so the envelope goes on in
/// <c>Envelope1</c>, <c>Envelope2</c> and so on; a row takes fifteen times the largest envelope there is, so nothing ever has to go to a
/// blob.
/// </summary>
internal static class MailboxRowEntity
{
    /// <summary>Most bytes of an envelope that a row takes: fifteen full properties; the rest of the MiB is for keys and names.</summary>
    internal const int EnvelopeBytesMax = 15 * TableLimits.PropertyBytesMax;

    private const string SenderName = "Sender";
    private const string MessageIdName = "MessageId";
    private const string StoredAtName = "StoredAt";
    private const string ThroughName = "BytesThrough";
    private const string BytesName = "EnvelopeBytes";
    private const string EnvelopeName = "Envelope";

    /// <summary>The properties without the envelope.</summary>
    internal static readonly string[] HeaderColumns = ["RowKey", SenderName, MessageIdName, StoredAtName, ThroughName, BytesName];

    internal static TableEntity ToEntity(UserId mailbox, MailboxRow row)
    {
        var header = row.Header;
        var entity = new TableEntity(MailboxKeys.Partition(mailbox), MailboxKeys.Message(header.Sequence))
        {
            [SenderName] = header.Sender.ToArray(),
            [MessageIdName] = header.MessageId.ToArray(),
            [StoredAtName] = header.StoredAt.ToUnixTimeMilliseconds(),
            [ThroughName] = checked((long)header.BytesThrough),
            [BytesName] = header.EnvelopeBytes,
        };
        for (var i = 0; i * TableLimits.PropertyBytesMax < row.Envelope.Length; i++)
        {
            var start = i * TableLimits.PropertyBytesMax;
            entity[EnvelopePart(i)] = row.Envelope.Slice(
                start, Math.Min(TableLimits.PropertyBytesMax, row.Envelope.Length - start)).ToArray();
        }

        return entity;
    }

    internal static TableEntity Key(UserId mailbox, ulong sequence) => new(MailboxKeys.Partition(mailbox), MailboxKeys.Message(sequence));

    internal static MailboxRow ToRow(TableEntity entity)
    {
        var header = ToHeader(entity);
        var envelope = new byte[header.EnvelopeBytes];
        var filled = 0;
        for (var i = 0; filled < envelope.Length; i++)
        {
            var part = entity.GetBinary(EnvelopePart(i)) ?? throw Damaged(entity);
            if (part.Length == 0 || part.Length > envelope.Length - filled)
            {
                throw Damaged(entity);
            }

            part.CopyTo(envelope, filled);
            filled += part.Length;
        }

        return new MailboxRow(header, envelope);
    }

    internal static MailboxRowHeader ToHeader(TableEntity entity)
    {
        if (entity.GetBinary(SenderName) is not { Length: UserId.Length } sender
            || entity.GetBinary(MessageIdName) is not { Length: MessageId.Length } id
            || entity.GetInt64(StoredAtName) is not { } storedAt
            || entity.GetInt64(ThroughName) is not { } through
            || entity.GetInt32(BytesName) is not (>= 0 and <= EnvelopeBytesMax and var bytes))
        {
            throw Damaged(entity);
        }

        return new MailboxRowHeader(MailboxKeys.Sequence(entity.RowKey), new UserId(sender), new MessageId(id), bytes,
            DateTimeOffset.FromUnixTimeMilliseconds(storedAt), (ulong)through);
    }

    private static string EnvelopePart(int index) => index == 0 ? EnvelopeName : EnvelopeName + index;

    private static MailboxLogException Damaged(TableEntity entity) =>
        new($"Row {entity.RowKey} of a mailbox is not one that this program wrote; the table is damaged.", null);
}
