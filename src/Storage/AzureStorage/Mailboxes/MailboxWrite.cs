using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>One queued call of a lease. It enters one transaction, or several when it is larger than one.</summary>
internal abstract class MailboxWrite(int rows, long bytes)
{
    /// <summary>What it counts for while it waits.</summary>
    internal int Rows => rows;

    internal long Bytes => bytes;

    /// <summary>True once a part of it has been committed, so that "nothing changed" would be wrong.</summary>
    internal virtual bool IsPartlyCommitted => false;

    /// <summary>Whether a later write may overtake it between two of its transactions.</summary>
    internal virtual bool YieldsToLater => false;

    /// <summary>Puts as much of it as fits into the plan; true when that is all.</summary>
    /// <exception cref="ArgumentException">The owner asked for what it must not; nothing of the write is in the plan.</exception>
    internal abstract bool PutInto(MailboxPlan plan);

    /// <summary>A transaction with a part of it has been committed, and it goes on.</summary>
    internal virtual void Continue()
    {
    }

    internal abstract void Commit(MailboxHead head);

    internal abstract void Fence();

    internal abstract void Fail(Exception failure);
}

/// <summary>A write whose answer is <typeparamref name="TResult"/>.</summary>
internal abstract class MailboxWrite<TResult>(int rows, long bytes) : MailboxWrite(rows, bytes)
{
    // The owner's continuation must not run inside the pipeline.
    private readonly TaskCompletionSource<TResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Ended => _ended.Task;

    internal override void Commit(MailboxHead head) => _ended.TrySetResult(Result(head));

    internal override void Fence() => _ended.TrySetResult(FencedResult);

    internal override void Fail(Exception failure) => _ended.TrySetException(failure);

    protected abstract TResult FencedResult { get; }

    protected abstract TResult Result(MailboxHead head);
}

/// <summary>Rows to add.</summary>
internal sealed class AppendWrite(IReadOnlyList<MailboxRow> rows)
    : MailboxWrite<LogOutcome>(rows.Count, rows.Sum(row => (long)row.Envelope.Length))
{
    private int _planned;
    private int _committed;

    internal override bool IsPartlyCommitted => _committed > 0;

    protected override LogOutcome FencedResult => LogOutcome.Fenced;

    internal override bool PutInto(MailboxPlan plan)
    {
        if (_planned == 0)
        {
            MailboxArguments.CheckAppend(rows, plan.Head.Next);
            CheckSizes();
        }

        while (_planned < rows.Count && plan.TryAdd(rows[_planned]))
        {
            _planned++;
        }

        return _planned == rows.Count;
    }

    internal override void Continue() => _committed = _planned;

    protected override LogOutcome Result(MailboxHead head) => LogOutcome.Committed;

    private void CheckSizes()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Envelope.Length > MailboxRowEntity.EnvelopeBytesMax)
            {
                throw new ArgumentException(
                    $"Row {i} has {rows[i].Envelope.Length} bytes; a row takes {MailboxRowEntity.EnvelopeBytesMax}.", nameof(rows));
            }
        }
    }
}

/// <summary>A new first, and perhaps a new checkpoint.</summary>
internal sealed class TrimWrite(ulong through, MailboxCheckpoint? checkpoint) : MailboxWrite<LogOutcome>(0, checkpoint?.Bytes.Length ?? 0)
{
    protected override LogOutcome FencedResult => LogOutcome.Fenced;

    internal override bool PutInto(MailboxPlan plan)
    {
        MailboxArguments.CheckTrim(through, plan.Head.Next, checkpoint);
        plan.Trim(through, checkpoint);
        return true;
    }

    protected override LogOutcome Result(MailboxHead head) => LogOutcome.Committed;
}

/// <summary>Trimmed rows to delete: as many as asked for, a transaction at a time, between which appends pass.</summary>
internal sealed class SweepWrite(ulong through, int rowsMax) : MailboxWrite<SweepResult>(0, 0)
{
    private ulong? _target;

    internal override bool YieldsToLater => true;

    protected override SweepResult FencedResult => new(LogOutcome.Fenced, 0);

    internal override bool PutInto(MailboxPlan plan)
    {
        if (_target is null)
        {
            MailboxArguments.CheckSweep(through, plan.Head.First, rowsMax);
            _target = Math.Min(through, plan.Head.SweptThrough + (ulong)rowsMax);
        }

        while (plan.Head.SweptThrough < _target)
        {
            if (!plan.TrySweepOne())
            {
                return false;
            }
        }

        return true;
    }

    protected override SweepResult Result(MailboxHead head) => new(LogOutcome.Committed, head.SweptThrough);
}
