using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// The pipeline of one lease: writes queue in the order of the calls, and whatever has queued while one transaction was under way goes into
/// the next. One transaction at a time, so that each knows the ETag that the one before left.
/// </summary>
/// <param name="lease">Whose pipeline.</param>
/// <param name="head">The head as the open left it; null for a lease that this process did not open, whose head is read first.</param>
/// <param name="committer">Carries the transactions out.</param>
/// <param name="backlog">What waits over all mailboxes.</param>
internal sealed class MailboxWriter(MailboxLease lease, StoredHead? head, MailboxCommitter committer, WriteBacklog backlog)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<MailboxWrite> _queue = [];
    private StoredHead? _head = head;
    private MailboxPlan? _plan;
    private bool _running;
    private bool _fenced;
    private MailboxLogException? _failure;

    internal Task<TResult> WriteAsync<TResult>(MailboxWrite<TResult> write)
    {
        lock (_gate)
        {
            if (_failure is null && !_fenced && !backlog.TryEnter(write))
            {
                // What has queued before may still be stored; what comes after must not be.
                _failure = WriteBacklog.Overload();
            }

            if (_failure is not null)
            {
                write.Fail(_failure);
                return write.Ended;
            }

            if (_fenced)
            {
                write.Fence();
                return write.Ended;
            }

            _queue.AddLast(write);
            if (_running)
            {
                return write.Ended;
            }

            _running = true;
        }

        // Not on the caller's turn: encoding a full transaction takes milliseconds.
        ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.RunAsync(), this, preferLocal: false);
        return write.Ended;
    }

    /// <summary>Takes no further writes; what is queued is stored or fenced, as the head has it.</summary>
    internal void Retire()
    {
        lock (_gate)
        {
            _fenced = true;
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await backlog.BeginTransactionAsync().ConfigureAwait(false);
            try
            {
                if (!await WriteOnceAsync().ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (Exception failure)
            {
                // Whatever it was: nobody may wait for ever, and nothing may be written after an unknown outcome.
                Fail(failure as MailboxLogException ?? new MailboxLogException("Writing a mailbox failed.", failure));
                return;
            }
            finally
            {
                backlog.EndTransaction();
            }
        }
    }

    /// <summary>Commits what is queued, as far as one transaction takes it; false when nothing is left to do.</summary>
    private async ValueTask<bool> WriteOnceAsync()
    {
        _head ??= await committer.FindHeadAsync(lease).ConfigureAwait(false);
        if (_head is not { } stored || stored.Head.Epoch != lease.Epoch)
        {
            FenceAll();
            return false;
        }

        if (TakePlan(stored) is not { } plan)
        {
            return false;
        }

        if (await committer.CommitAsync(lease, plan).ConfigureAwait(false) is not { } etag)
        {
            FenceAll();
            return false;
        }

        _head = new StoredHead(plan.Head, etag);
        _plan = null;
        foreach (var write in plan.Finishes)
        {
            backlog.Leave(write);
            write.Commit(plan.Head);
        }

        plan.Leaves?.Continue();
        return true;
    }

    private MailboxPlan? TakePlan(StoredHead stored)
    {
        lock (_gate)
        {
            var plan = new MailboxPlan(lease.Mailbox, stored);
            while (_queue.First is { Value: var write })
            {
                bool isAll;
                try
                {
                    isAll = write.PutInto(plan);
                }
                catch (ArgumentException misuse)
                {
                    _queue.RemoveFirst();
                    backlog.Leave(write);
                    write.Fail(misuse);
                    continue;
                }

                if (!isAll)
                {
                    LeaveForLater(plan, write);
                    break;
                }

                _queue.RemoveFirst();
                plan.Finishes.Add(write);
            }

            _running = !plan.IsEmpty;
            _plan = plan.IsEmpty ? null : plan;
            return _plan;
        }
    }

    private void LeaveForLater(MailboxPlan plan, MailboxWrite write)
    {
        plan.Leaves = write;
        if (write.YieldsToLater)
        {
            _queue.RemoveFirst();
            _queue.AddLast(write);
        }
    }

    private void FenceAll()
    {
        lock (_gate)
        {
            _fenced = true;
            foreach (var write in TakeUnfinished())
            {
                if (write.IsPartlyCommitted)
                {
                    write.Fail(
                        new MailboxLogException("A later open took the mailbox over after a part of these rows had been stored.", null));
                }
                else
                {
                    write.Fence();
                }
            }
        }
    }

    private void Fail(MailboxLogException failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            foreach (var write in TakeUnfinished())
            {
                write.Fail(failure);
            }
        }
    }

    private List<MailboxWrite> TakeUnfinished()
    {
        List<MailboxWrite> unfinished = [.. _plan?.Finishes ?? [], .. _queue];
        _plan = null;
        _queue.Clear();
        unfinished.ForEach(backlog.Leave);
        return unfinished;
    }
}
