using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// One transaction of a mailbox in the making: what the queued writes, taken in order, make of the head, and the rows they add and delete.
/// </summary>
internal sealed class MailboxPlan(UserId mailbox, StoredHead before)
{
    private readonly EntityGroup _group = new(MailboxKeys.Partition(mailbox), MailboxHead.RequestBytesMax);
    private readonly List<DateTimeOffset> _newDays = [];
    private MailboxHead _head = before.Head;
    private MailboxCheckpoint? _checkpoint;

    internal StoredHead Before => before;

    /// <summary>What this transaction, and no other, writes into the head.</summary>
    internal long Mark { get; } = Random.Shared.NextInt64();

    /// <summary>The head as this transaction leaves it.</summary>
    internal MailboxHead Head => _head;

    /// <summary>
    /// Earliest times, one for each day not yet indexed, of the rows added. The overdue index must hold them before the rows are there.
    /// </summary>
    internal IReadOnlyList<DateTimeOffset> NewDays => _newDays;

    /// <summary>Writes that this transaction finishes.</summary>
    internal List<MailboxWrite> Finishes { get; } = [];

    /// <summary>The write that this transaction begins or continues and a later one finishes.</summary>
    internal MailboxWrite? Leaves { get; set; }

    internal bool IsEmpty => Finishes.Count == 0 && Leaves is null;

    internal bool TryAdd(MailboxRow row)
    {
        if (!_group.TryAdd(TableTransactionActionType.Add, MailboxRowEntity.ToEntity(mailbox, row)))
        {
            return false;
        }

        var day = OverdueIndex.DayOf(row.Header.StoredAt);
        if (day > _head.IndexedDay)
        {
            _newDays.Add(row.Header.StoredAt);
            _head = _head with { IndexedDay = day };
        }

        _head = _head with { Next = row.Header.Sequence + 1 };
        return true;
    }

    internal void Trim(ulong through, MailboxCheckpoint? checkpoint)
    {
        _head = _head with { First = Math.Max(_head.First, through + 1) };
        _checkpoint = checkpoint ?? _checkpoint;
    }

    /// <summary>Deletes the row that is next to be swept; false when that must wait for the next transaction.</summary>
    internal bool TrySweepOne()
    {
        var sequence = _head.SweptThrough + 1;

        // A row can stand in a transaction once only.
        var isOfThisPlan = sequence >= before.Head.Next;
        if (isOfThisPlan || !_group.TryAdd(TableTransactionActionType.Delete, MailboxRowEntity.Key(mailbox, sequence), ETag.All))
        {
            return false;
        }

        _head = _head with { SweptThrough = sequence };
        return true;
    }

    /// <summary>
    /// The head comes first: Azure reports the first action that fails, and a writer that has been fenced must see its head refused, not
    /// its rows.
    /// </summary>
    internal IReadOnlyList<TableTransactionAction> Seal()
    {
        var head = _head.ToEntity(mailbox, _checkpoint);
        head[MailboxHead.MarkName] = Mark;
        return _group.Seal(TableTransactionActionType.UpdateMerge, head, before.ETag);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_group.Count} actions, sequences to {_head.Next - 1}");
}
