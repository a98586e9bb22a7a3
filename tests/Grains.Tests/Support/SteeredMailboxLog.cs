using System.Collections.Concurrent;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Tests.Support;

/// <summary>
/// A log whose commits a test holds back or lets fail, mailbox by mailbox. A held commit has happened beneath: only its notice is late,
/// which is the hardest case for whoever must not show what is not known to be committed.
/// </summary>
internal sealed class SteeredMailboxLog(IMailboxLog inner) : IMailboxLog
{
    private readonly ConcurrentDictionary<UserId, Steering> _steering = new();

    public bool IsBusy { get; set; }

    public Steering For(UserId mailbox) => _steering.GetOrAdd(mailbox, static _ => new Steering());

    public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken)
    {
        For(mailbox).Opens++;
        return inner.OpenAsync(mailbox, recentSince, cancellationToken);
    }

    public async ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    {
        var steering = For(lease.Mailbox);
        steering.Appended(rows.Count);
        steering.ThrowIfFailing(LogFault.BeforeAppend);
        var outcome = await inner.AppendAsync(lease, rows);
        await steering.Held;
        steering.ThrowIfFailing(LogFault.AfterAppend);
        return outcome;
    }

    public async ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken)
    {
        var steering = For(mailbox);
        steering.ThrowIfFailing(LogFault.Read);
        steering.ReadStarted();
        await steering.HeldReads;
        return await inner.ReadAsync(mailbox, from, rowsMax, bytesMax, rowOverheadBytes, cancellationToken);
    }

    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken)
    {
        For(mailbox).HeaderReads++;
        return inner.ReadHeadersAsync(mailbox, from, rowsMax, cancellationToken);
    }

    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        inner.FindAsync(mailbox, sequence, cancellationToken);

    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint)
    {
        var steering = For(lease.Mailbox);
        steering.ThrowIfFailing(LogFault.Trim);
        if (checkpoint is not null)
        {
            steering.Checkpoints++;
        }

        return inner.TrimAsync(lease, through, checkpoint);
    }

    public async ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax)
    {
        var result = await inner.SweepAsync(lease, through, rowsMax);
        For(lease.Mailbox).Swept();
        return result;
    }

    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken) =>
        inner.FindOverdueAsync(storedBefore, mailboxesMax, cancellationToken);
}

/// <summary>Where a steered log fails, once.</summary>
internal enum LogFault
{
    None,
    BeforeAppend,
    AfterAppend,
    Read,
    Trim,
}

/// <summary>What a test wants of one mailbox, and what it has seen.</summary>
internal sealed class Steering
{
    private readonly Lock _lock = new();
    private readonly List<(int Rows, TaskCompletionSource Reached)> _waiting = [];
    private TaskCompletionSource? _hold;
    private TaskCompletionSource? _holdReads;
    private readonly TaskCompletionSource _swept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogFault _fault;
    private int _rows;

    public int Opens { get; set; }

    public int HeaderReads { get; set; }

    public int Checkpoints { get; set; }

    public int Sweeps { get; private set; }

    /// <summary>Rows that were given to the log so far, committed or not.</summary>
    public int Rows => _rows;

    public Task Held => _hold?.Task ?? Task.CompletedTask;

    public Task HeldReads => _holdReads?.Task ?? Task.CompletedTask;

    public void HoldCommits() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseCommits() => Interlocked.Exchange(ref _hold, null)!.SetResult();

    public void HoldReads() => _holdReads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseReads() => Interlocked.Exchange(ref _holdReads, null)!.SetResult();

    /// <summary>Waits for the first read that was held.</summary>
    public Task ReadStartedAsync() => _readStarted.Task;

    public void ReadStarted()
    {
        if (_holdReads is not null)
        {
            _readStarted.TrySetResult();
        }
    }

    /// <summary>Waits for the first sweep.</summary>
    public Task SweptAsync() => _swept.Task;

    public void Swept()
    {
        Sweeps++;
        _swept.TrySetResult();
    }

    public void FailOnce(LogFault fault) => _fault = fault;

    /// <summary>Waits until the log was given that many rows in all.</summary>
    public Task RowsReachAsync(int rows)
    {
        lock (_lock)
        {
            if (_rows >= rows)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((rows, reached));
            return reached.Task;
        }
    }

    public void Appended(int rows)
    {
        lock (_lock)
        {
            _rows += rows;
            foreach (var (wanted, reached) in _waiting)
            {
                if (_rows >= wanted)
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    public void ThrowIfFailing(LogFault here)
    {
        if (_fault == here)
        {
            _fault = LogFault.None;
            throw new MailboxLogException($"The test failed the log at {here}.", innerException: null);
        }
    }
}
