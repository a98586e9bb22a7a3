using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.Mailboxes;

/// <summary>
/// The durable log behind every mailbox: one gap-free run of messages per userID, fenced by an epoch. Every provider passes the same
/// contract suite (tests/Storage.Tests/Contract).
/// <para>
/// Each mailbox has a head (epoch, first, next) that is never deleted. <see cref="OpenAsync"/> raises the epoch, so that whatever was
/// opened before can no longer write, also when every row has been trimmed in between. Nothing above the commit mark is ever visible to a
/// reader.
/// </para>
/// </summary>
public interface IMailboxLog
{
    /// <summary>
    /// True while so much waits to be written that an owner should refuse new messages (<c>TRY_AGAIN</c>) before it gives them a
    /// sequence. A log that is pressed on far beyond that faults the append, and with it the lease.
    /// </summary>
    bool IsBusy => false;

    /// <summary>
    /// Takes the mailbox over: raises its epoch and gives what an owner must know. Creates the head of a mailbox never seen before.
    /// </summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="recentSince">
    /// Ids of rows stored at or after this moment are given in <see cref="OpenedMailbox.Recent"/>, trimmed ones too.
    /// </param>
    /// <param name="cancellationToken">Gives the wait up; the epoch may have risen all the same.</param>
    ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken);

    /// <summary>
    /// Queues rows and completes when they are on stable storage. Calls of one lease take effect in the order in which they were made;
    /// the caller need not wait for one before the next. Rows must continue the sequence exactly.
    /// </summary>
    /// <param name="lease">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="rows">
    /// At least one row; the first has the lease's next sequence. Neither list nor arrays are copied: the caller never writes to them
    /// again.
    /// </param>
    /// <returns>
    /// <see cref="LogOutcome.Committed"/>, or <see cref="LogOutcome.Fenced"/> when a later open owns the mailbox. A storage failure
    /// leaves the outcome unknown: the task faults with <see cref="MailboxLogException"/> and so does every later write of this lease;
    /// only a new open tells what is stored.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Faults the task: rows that do not continue the sequence, a bug of the owner. Nothing was stored.
    /// </exception>
    ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows);

    /// <summary>
    /// Reads committed rows from <paramref name="from"/> on, in order, while they fit. Needs no lease: reading harms nobody. Rows below
    /// the head's first are not returned. The first row is returned even when it alone exceeds <paramref name="bytesMax"/>.
    /// </summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="from">Lowest sequence wanted.</param>
    /// <param name="rowsMax">Most rows.</param>
    /// <param name="bytesMax">Most envelope bytes, each row counted with <paramref name="rowOverheadBytes"/>.</param>
    /// <param name="rowOverheadBytes">Bytes to add for each row.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what rows are about, without their envelopes, trimmed rows that are not yet swept included: for the retry window and the
    /// senders' shares.
    /// </summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="from">Lowest sequence wanted.</param>
    /// <param name="rowsMax">Most rows.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one committed row whether or not it has been trimmed; null once it is swept. This is how a retry is told from a reused id.
    /// </summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="sequence">The row.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the head's first past <paramref name="through"/> in constant time: the rows are gone for readers and remain for
    /// <see cref="FindAsync"/> until swept. Below the present first it does nothing. Acknowledgement and expiry are both this. Ordered with
    /// the lease's appends.
    /// </summary>
    /// <param name="lease">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="through">The last sequence to trim; less than the lease's next.</param>
    /// <param name="checkpoint">When given, replaces the owner's checkpoint in the same transaction.</param>
    ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint);

    /// <summary>Deletes trimmed rows for good, oldest first, in one bounded batch.</summary>
    /// <param name="lease">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="through">The last sequence to delete; less than the head's first.</param>
    /// <param name="rowsMax">Most rows to delete now.</param>
    /// <returns>The outcome and the last sequence that has been deleted; call again while it is below <paramref name="through"/>.</returns>
    ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax);

    /// <summary>
    /// Mailboxes whose oldest untrimmed row was stored before a moment, a bounded page of them: so that expiry reaches mailboxes that
    /// nobody opens.
    /// </summary>
    /// <param name="storedBefore">The moment.</param>
    /// <param name="mailboxesMax">Most mailboxes.</param>
    /// <param name="cancellationToken">Gives the search up.</param>
    ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken);
}
