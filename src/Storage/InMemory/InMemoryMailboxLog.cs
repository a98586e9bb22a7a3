using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.InMemory;

/// <summary>
/// A mailbox log that forgets everything with its process: for tests of what stands above the log. It keeps every promise of the contract
/// but durability, and every call completes at once.
/// </summary>
public sealed class InMemoryMailboxLog : IMailboxLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UserId, InMemoryMailbox> _mailboxes = [];

    /// <inheritdoc/>
    public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(mailbox, out var state))
            {
                _mailboxes[mailbox] = state = new InMemoryMailbox();
            }

            return new(state.Open(mailbox, recentSince));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows) =>
        Write(lease, mailbox =>
        {
            mailbox.Append(rows);
            return LogOutcome.Committed;
        }, LogOutcome.Fenced);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<MailboxRow>>(mailbox, state => state.Read(from, rowsMax, bytesMax, rowOverheadBytes), [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<MailboxRowHeader>>(mailbox, state => state.ReadHeaders(from, rowsMax), [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        Read(mailbox, state => state.Find(sequence), null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint) =>
        Write(lease, mailbox =>
        {
            mailbox.Trim(through, checkpoint);
            return LogOutcome.Committed;
        }, LogOutcome.Fenced);

    /// <inheritdoc/>
    public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax) =>
        Write(
            lease,
            mailbox => new SweepResult(LogOutcome.Committed, mailbox.Sweep(through, rowsMax)),
            new SweepResult(LogOutcome.Fenced, 0));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var overdue = _mailboxes.Where(entry => entry.Value.OldestStoredAt < storedBefore);
            return new(overdue.OrderBy(entry => entry.Value.OldestStoredAt).Take(mailboxesMax).Select(entry => entry.Key).ToArray());
        }
    }

    private ValueTask<T> Write<T>(MailboxLease lease, Func<InMemoryMailbox, T> write, T fenced)
    {
        ArgumentNullException.ThrowIfNull(lease);
        try
        {
            lock (_gate)
            {
                return new(_mailboxes.TryGetValue(lease.Mailbox, out var state) && state.Epoch == lease.Epoch ? write(state) : fenced);
            }
        }
        catch (ArgumentException misuse)
        {
            return ValueTask.FromException<T>(misuse);
        }
    }

    private ValueTask<T> Read<T>(UserId mailbox, Func<InMemoryMailbox, T> read, T nothing, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_mailboxes.TryGetValue(mailbox, out var state) ? read(state) : nothing);
        }
    }
}
