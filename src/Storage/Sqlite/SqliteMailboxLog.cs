using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Reading;
using Sdtp.Storage.Sqlite.Writing;

namespace Sdtp.Storage.Sqlite;

/// <summary>The mailbox log in the embedded store: writes join the next commit, reads see what is committed.</summary>
internal sealed class SqliteMailboxLog(Writer writer, ReaderPool readers) : IMailboxLog
{
    /// <summary>Pages of possibly overdue mailboxes looked at in one call.</summary>
    private const int OverduePagesMax = 16;

    public bool IsBusy => writer.IsBusy;

    public async ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var head = await writer.Do(new OpenOperation(mailbox)).WaitAsync(cancellationToken).ConfigureAwait(false);

        // From this commit on nobody but the new owner writes, and it does not know its lease yet: what is read now belongs to the head
        // above.
        return await readers.Read(reader =>
        {
            var recent = ViewOf(reader, mailbox).ReadRecent(head, recentSince);
            var checkpoint = reader.FindHead(mailbox) is { } found ? reader.FindCheckpoint(found.Id) : null;
            return new OpenedMailbox(new MailboxLease(mailbox, head.Epoch), head.First, head.Next, head.Swept, recent, checkpoint);
        }, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows) =>
        new(writer.Do(new AppendOperation(lease, rows)));

    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint) =>
        new(writer.Do(new TrimOperation(lease, through, checkpoint)));

    public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax) =>
        new(writer.Do(new SweepOperation(lease, through, rowsMax)));

    public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<MailboxRow>>(mailbox, view => view.ReadPage(from, rowsMax, bytesMax, rowOverheadBytes), cancellationToken);

    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<MailboxRowHeader>>(mailbox, view => view.ReadHeaders(from, rowsMax), cancellationToken);

    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        Read(mailbox, view => view.Find(sequence), cancellationToken);

    public async ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken)
    {
        var overdue = new List<UserId>();
        for (var page = 0; page < OverduePagesMax && overdue.Count < mailboxesMax; page++)
        {
            // What was found overdue in an earlier page keeps its place at the front, so as many more are asked for.
            var before = storedBefore.ToUnixTimeMilliseconds();
            var aged = await readers.Read(reader => reader.FindAged(before, mailboxesMax), cancellationToken).ConfigureAwait(false);
            overdue.Clear();
            foreach (var mailbox in aged)
            {
                if (await IsOverdue(mailbox, storedBefore, cancellationToken).ConfigureAwait(false))
                {
                    overdue.Add(mailbox);
                }
            }

            if (overdue.Count == aged.Count)
            {
                break;
            }
        }

        return overdue;
    }

    /// <summary>
    /// Looks at the oldest row itself; where the head's moment was only a lower bound, sets it right so that nobody looks again for
    /// nothing.
    /// </summary>
    private async ValueTask<bool> IsOverdue(UserId mailbox, DateTimeOffset storedBefore, CancellationToken cancellationToken)
    {
        var (head, storedAt) = await Read(mailbox, view => view.ReadOldest(), cancellationToken).ConfigureAwait(false);
        if (storedAt < storedBefore)
        {
            return true;
        }

        await writer.Do(new RefreshOldestOperation(mailbox, head, storedAt?.ToUnixTimeMilliseconds())).ConfigureAwait(false);
        return false;
    }

    private ValueTask<T> Read<T>(UserId mailbox, Func<MailboxView, T> read, CancellationToken cancellationToken) =>
        readers.Read(reader => read(ViewOf(reader, mailbox)), cancellationToken);

    private MailboxView ViewOf(StoreReader reader, UserId mailbox) => new(reader, writer.Unindexed, mailbox);
}
