using Azure;
using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// The head row: who may write, and which rows there are. Every write of the mailbox changes it, in the same transaction and under its
/// ETag.
/// </summary>
/// <param name="Epoch">Raised by every open.</param>
/// <param name="First">Lowest sequence not trimmed.</param>
/// <param name="Next">Sequence of the next row.</param>
/// <param name="SweptThrough">Every row up to this one has been deleted.</param>
/// <param name="IndexedDay">The last day, counted from 1970, of which the overdue index knows this mailbox; days before it with mail are
/// known too.</param>
internal readonly record struct MailboxHead(ulong Epoch, ulong First, ulong Next, ulong SweptThrough, long IndexedDay)
{
    /// <summary>Room that a head takes in a request, its checkpoint included.</summary>
    internal const int RequestBytesMax = 32 * 1024;

    /// <summary>A property that nobody reads, for a write that changes the version only.</summary>
    internal const string ClaimName = "Claim";

    /// <summary>
    /// The mark of the last transaction, by which its owner knows it again: a transaction may leave all else in the head as it was, and a
    /// claim changes its ETag.
    /// </summary>
    internal const string MarkName = "Mark";

    private const string EpochName = "Epoch";
    private const string FirstName = "First";
    private const string NextName = "Next";
    private const string SweptName = "Swept";
    private const string IndexedName = "IndexedDay";
    private const string CheckpointName = "Checkpoint";

    /// <summary>The properties without the checkpoint, which only an opening owner reads.</summary>
    internal static readonly string[] Columns = [EpochName, FirstName, NextName, SweptName, IndexedName, MarkName];

    internal static MailboxHead Empty => new(Epoch: 1, First: 1, Next: 1, SweptThrough: 0, IndexedDay: 0);

    /// <summary>The row as a merge sends it: a checkpoint that is not given stays what it is.</summary>
    internal TableEntity ToEntity(UserId mailbox, MailboxCheckpoint? checkpoint)
    {
        var entity = new TableEntity(MailboxKeys.Partition(mailbox), MailboxKeys.Head)
        {
            [EpochName] = checked((long)Epoch),
            [FirstName] = checked((long)First),
            [NextName] = checked((long)Next),
            [SweptName] = checked((long)SweptThrough),
            [IndexedName] = IndexedDay,
        };
        if (checkpoint is not null)
        {
            entity[CheckpointName] = checkpoint.Bytes.ToArray();
        }

        return entity;
    }

    internal static StoredHead From(TableEntity entity)
    {
        var head = new MailboxHead(
            Number(entity, EpochName), Number(entity, FirstName), Number(entity, NextName), Number(entity, SweptName),
            entity.GetInt64(IndexedName).GetValueOrDefault());
        return new StoredHead(head, entity.ETag, entity.GetInt64(MarkName));
    }

    internal static MailboxCheckpoint? CheckpointOf(TableEntity entity) =>
        entity.GetBinary(CheckpointName) is { } bytes ? new MailboxCheckpoint(bytes) : null;

    private static ulong Number(TableEntity entity, string name) => checked((ulong)(entity.GetInt64(name)
        ?? throw new MailboxLogException($"The head of mailbox {entity.PartitionKey[..8]} has no {name}; the table is damaged.", null)));
}

/// <summary>A head as it was last seen in the table.</summary>
/// <param name="Head">Its content.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Mark">The mark of its last transaction; null where there was none, or it was not read.</param>
internal readonly record struct StoredHead(MailboxHead Head, ETag ETag, long? Mark = null);
