using Microsoft.Extensions.DependencyInjection;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;

namespace Sdtp.CrashingRelay;

/// <summary>
/// Passes every call on until the agreed number of appends has been made. From then on no append reaches the disk, and each fails a moment
/// after it was asked for, as a commit does: whoever acknowledges without waiting for it has acknowledged what nobody will find.
/// </summary>
internal sealed class LostDisk(IMailboxLog inner, int appends) : IMailboxLog
{
    private int _left = appends;

    public bool IsBusy => inner.IsBusy;

    internal static void PutUnderMailboxes(IServiceCollection services, int appends) => services.AddSingleton<IMailboxLog>(
        provider => new LostDisk(provider.GetRequiredService<SqliteStore>().Mailboxes, appends));

    public async ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            return await inner.AppendAsync(lease, rows);
        }

        await Task.Yield();
        throw new MailboxLogException("The disk is gone.", innerException: null);
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
}
