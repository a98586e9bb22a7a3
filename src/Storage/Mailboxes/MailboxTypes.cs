using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.Mailboxes;

/// <summary>The right to write one mailbox until somebody else opens it.</summary>
/// <param name="Mailbox">Whose mailbox.</param>
/// <param name="Epoch">Raised by every open.</param>
public sealed record MailboxLease(UserId Mailbox, ulong Epoch);

/// <summary>What an owner learns when it opens a mailbox.</summary>
/// <param name="Lease">The right to write.</param>
/// <param name="First">Lowest sequence not trimmed.</param>
/// <param name="Next">Sequence of the next row; <c>Next - First</c> rows are visible. Starts at 1 and never restarts.</param>
/// <param name="SweptThrough">Every row up to and including this one has been deleted for good.</param>
/// <param name="Recent">
/// Headers of the rows stored since the moment asked for, by rising sequence, trimmed ones included; the newest
/// <see cref="RecentRowsMax"/> of them.
/// </param>
/// <param name="Checkpoint">The owner's last checkpoint, or null.</param>
public sealed record OpenedMailbox(
    MailboxLease Lease, ulong First, ulong Next, ulong SweptThrough, IReadOnlyList<MailboxRowHeader> Recent, MailboxCheckpoint? Checkpoint)
{
    /// <summary>Most headers in <see cref="Recent"/>: an owner takes no more rows than this within one retry window.</summary>
    public const int RecentRowsMax = 131_072;
}

/// <summary>One stored message.</summary>
/// <param name="Header">What it is about.</param>
/// <param name="Envelope">The envelope bytes; never written to after they were handed over.</param>
public sealed record MailboxRow(MailboxRowHeader Header, ReadOnlyMemory<byte> Envelope);

/// <summary>What a row is about.</summary>
/// <param name="Sequence">Place in the mailbox, from 1 without gaps.</param>
/// <param name="Sender">Who was logged in when it was sent.</param>
/// <param name="MessageId">The sender's id.</param>
/// <param name="EnvelopeBytes">Length of the envelope.</param>
/// <param name="StoredAt">When the owner took it; never falls from row to row. Whole milliseconds.</param>
/// <param name="BytesThrough">Envelope bytes of all rows ever stored in this mailbox up to and including this one.</param>
public sealed record MailboxRowHeader(
    ulong Sequence, UserId Sender, MessageId MessageId, int EnvelopeBytes, DateTimeOffset StoredAt, ulong BytesThrough);

/// <summary>
/// The owner's own note kept beside the head, at most <see cref="BytesMax"/> bytes: what it would otherwise have to read the whole
/// mailbox to know again.
/// </summary>
/// <param name="Bytes">Opaque to the log.</param>
public sealed record MailboxCheckpoint(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Most bytes in a checkpoint.</summary>
    public const int BytesMax = 16 * 1024;
}

/// <summary>How a write ended.</summary>
public enum LogOutcome
{
    /// <summary>On stable storage.</summary>
    Committed,

    /// <summary>Refused, and nothing changed: a later open owns the mailbox.</summary>
    Fenced,
}

/// <summary>How a sweep ended.</summary>
/// <param name="Outcome">Committed or fenced.</param>
/// <param name="SweptThrough">Every row up to and including this one has been deleted. Zero when fenced.</param>
public readonly record struct SweepResult(LogOutcome Outcome, ulong SweptThrough);

/// <summary>A write or read of the log failed in the storage beneath; whether a write took effect is unknown.</summary>
public sealed class MailboxLogException : Exception
{
    /// <summary>Wraps the storage's own failure.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">Why.</param>
    public MailboxLogException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
