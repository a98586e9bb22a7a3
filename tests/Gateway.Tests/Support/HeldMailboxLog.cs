using System.Collections.Concurrent;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>A log whose appends to one mailbox a test holds back, and counts.</summary>
internal sealed class HeldMailboxLog(IMailboxLog inner) : IMailboxLog
{
    private readonly ConcurrentDictionary<UserId, Steering> _steering = new();

    public void Hold(UserId mailbox) => For(mailbox).Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release(UserId mailbox)
    {
        var steering = For(mailbox);
        var held = steering.Held;
        steering.Held = null;
        held?.SetResult();
    }

    /// <summary>The appends held end with a failure that no log documents, although they are stored: nobody above can know.</summary>
    public void Break(UserId mailbox)
    {
        var steering = For(mailbox);
        var held = steering.Held;
        steering.Held = null;
        held?.SetException(new IOException("Held, and then broken."));
    }

    /// <summary>Sizes of the batches that a mailbox was asked to append.</summary>
    public int[] Batches(UserId mailbox) => [.. For(mailbox).Batches];

    /// <summary>Waits until a mailbox is asked to append once more.</summary>
    public Task AppendedAsync(UserId mailbox) => For(mailbox).Appended.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    {
        var steering = For(lease.Mailbox);
        steering.Batches.Enqueue(rows.Count);
        var held = steering.Held?.Task ?? Task.CompletedTask;
        var appended = inner.AppendAsync(lease, rows);
        steering.Appended.Release();
        var outcome = await appended;
        await held;
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

    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken) =>
        inner.FindOverdueAsync(storedBefore, mailboxesMax, cancellationToken);

    private Steering For(UserId mailbox) => _steering.GetOrAdd(mailbox, static _ => new Steering());

    private sealed class Steering
    {
        public ConcurrentQueue<int> Batches { get; } = new();

        public SemaphoreSlim Appended { get; } = new(0);

        public volatile TaskCompletionSource? Held;
    }
}
