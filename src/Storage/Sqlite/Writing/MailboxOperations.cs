using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>Raises the epoch.</summary>
internal sealed class OpenOperation(UserId mailbox) : WriteOperation<HeadNumbers>
{
    internal UserId Mailbox => mailbox;

    protected override HeadNumbers Do(WriteState state)
    {
        var head = state.Heads.FindOrCreate(mailbox);
        head.Epoch++;
        state.Heads.MarkChanged(head);
        return new HeadNumbers(head.Epoch, head.First, head.Next, head.Swept);
    }
}

/// <summary>A write that only the owner of the present epoch may make.</summary>
internal abstract class LeaseOperation<T>(MailboxLease lease, T fenced) : WriteOperation<T>
{
    internal sealed override MailboxLease Lease => lease;

    protected sealed override T Do(WriteState state) =>
        state.Heads.Find(lease.Mailbox) is { } head && head.Epoch == lease.Epoch ? Do(state, head) : fenced;

    protected abstract T Do(WriteState state, Head head);
}

/// <summary>Adds rows.</summary>
internal sealed class AppendOperation(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    : LeaseOperation<LogOutcome>(lease, LogOutcome.Fenced)
{
    internal override int Rows => rows.Count;

    internal override long Bytes { get; } = SumBytes(rows);

    protected override LogOutcome Do(WriteState state, Head head)
    {
        MailboxArguments.CheckAppend(rows, head.Next);
        for (var i = 0; i < rows.Count; i++)
        {
            state.InsertRow(head, rows[i]);
        }

        head.Next += (ulong)rows.Count;
        if (head.OldestAt is null)
        {
            head.OldestAt = rows[0].Header.StoredAt.ToUnixTimeMilliseconds();
            state.Heads.MarkChanged(head);
        }

        return LogOutcome.Committed;
    }

    private static long SumBytes(IReadOnlyList<MailboxRow> rows)
    {
        long bytes = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            bytes += rows[i].Envelope.Length;
        }

        return bytes;
    }
}

/// <summary>Moves the head's first.</summary>
internal sealed class TrimOperation(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint)
    : LeaseOperation<LogOutcome>(lease, LogOutcome.Fenced)
{
    internal override long Bytes => checkpoint?.Bytes.Length ?? 0;

    protected override LogOutcome Do(WriteState state, Head head)
    {
        MailboxArguments.CheckTrim(through, head.Next, checkpoint);
        if (through >= head.First)
        {
            head.First = through + 1;
            state.Heads.MarkChanged(head);
        }

        if (checkpoint is not null)
        {
            state.Heads.PutCheckpoint(head, checkpoint.Bytes.Span);
        }

        return LogOutcome.Committed;
    }
}

/// <summary>Takes trimmed rows out of the place index and leaves their space to <see cref="Garbage"/>.</summary>
internal sealed class SweepOperation(MailboxLease lease, ulong through, int rowsMax)
    : LeaseOperation<SweepResult>(lease, new SweepResult(LogOutcome.Fenced, 0))
{
    internal override int Rows => Math.Clamp(rowsMax, 1, RunTable.RunRowsMax);

    protected override SweepResult Do(WriteState state, Head head)
    {
        MailboxArguments.CheckSweep(through, head.First, rowsMax);
        if (through > head.Swept)
        {
            state.Unindexed.Write(head.Id, state.Runs);
            var from = head.Swept + 1;
            var ids = new List<long>();
            var end = from + Math.Min(through - head.Swept, (ulong)rowsMax);
            head.Swept += (ulong)state.Runs.Collect(head.Id, from, end, ids);
            state.Runs.DeleteBelow(head.Id, head.Swept + 1);
            foreach (var id in ids)
            {
                state.Garbage.Add(id);
            }

            state.Heads.MarkChanged(head);
        }

        return new SweepResult(LogOutcome.Committed, head.Swept);
    }
}

/// <summary>Sets the head's oldest moment right, unless the mailbox has changed since it was looked at.</summary>
internal sealed class RefreshOldestOperation(UserId mailbox, HeadNumbers seen, long? oldestAt) : WriteOperation<bool>
{
    protected override bool Do(WriteState state)
    {
        if (state.Heads.Find(mailbox) is not { } head || head.First != seen.First || (oldestAt is null && head.Next != seen.First))
        {
            return false;
        }

        head.OldestAt = oldestAt;
        state.Heads.MarkChanged(head);
        return true;
    }
}
