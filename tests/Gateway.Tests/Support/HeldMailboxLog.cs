using System.Collections.Concurrent;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>A log whose appends to one mailbox a test holds back, and counts.</summary>
internal sealed class HeldMailboxLog(IMailboxLog inner) : IMailboxLog
{
    private readonly ConcurrentDictionary<UserId, TaskCompletionSource> _holds = new();
    private readonly ConcurrentDictionary<UserId, List<int>> _batches = new();

    public void Hold(UserId mailbox) => _holds[mailbox] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release(UserId mailbox)
    {
        if (_holds.TryRemove(mailbox, out var hold))
        {
            hold.SetResult();
        }
    }

    /// <summary>Sizes of the batches that a mailbox was asked to append.</summary>
    public int[] Batches(UserId mailbox)
    {
        var sizes = _batches.GetOrAdd(mailbox, static _ => []);
        lock (sizes)
        {
            return [.. sizes];
        }
    }

    public async ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    {
        var sizes = _batches.GetOrAdd(lease.Mailbox, static _ => []);
        lock (sizes)
        {
            sizes.Add(rows.Count);
        }

        var outcome = await inner.AppendAsync(lease, rows);
        if (_holds.TryGetValue(lease.Mailbox, out var hold))
        {
            await hold.Task;
        }

        return outcome;
    }

    public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken) =>
        inner.OpenAsync(mailbox, recentSince, cancellationToken);

    public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken) =>
        inner.ReadAsync(mailbox, from, rowsMax, bytesMax, rowOverheadBytes, cancellationToken);

    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        inner.ReadHeadersAsync(mailbox, from, rowsMax, cancellationToken);

    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        inner.FindAsync(mailbox, sequence, cancellationToken);

    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint) =>
        inner.TrimAsync(lease, through, checkpoint);

    public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax) => inner.SweepAsync(lease, through, rowsMax);

    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken) =>
        inner.FindOverdueAsync(storedBefore, mailboxesMax, cancellationToken);
}
