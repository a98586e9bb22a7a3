using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains;

/// <summary>The limits and times of every mailbox. What a sender must know of them is told in HELLO.</summary>
public sealed class MailboxOptions
{
    /// <summary>Most envelope bytes in one mailbox. Beyond it: MAILBOX_FULL.</summary>
    public long MailboxBytesMax { get; set; } = 64L * 1024 * 1024;

    /// <summary>Most messages in one mailbox. Beyond it: MAILBOX_FULL.</summary>
    public int MailboxMessagesMax { get; set; } = 100_000;

    /// <summary>
    /// One sender may hold at most one part in this many of a mailbox, in bytes and in messages. Beyond it: MAILBOX_FULL.
    /// </summary>
    public int SenderShareDivisor { get; set; } = 4;

    /// <summary>How long an unacknowledged message is kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a repeated message id is recognised. Trimmed rows stay on disk for as long.</summary>
    public TimeSpan RetryWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Most message ids that one mailbox recognises, 28 bytes of memory each. Beyond it: RATE_LIMITED until the oldest leaves the window.
    /// </summary>
    public int RetryWindowEntriesMax { get; set; } = OpenedMailbox.RecentRowsMax;

    /// <summary>How long a superseded sealing key is still accepted. Afterwards: STALE_KEY.</summary>
    public TimeSpan SupersededKeyGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most superseded sealing keys that are still accepted; more leave the oldest first.</summary>
    public int SupersededKeysMax { get; set; } = 8;

    /// <summary>Most envelope bytes of one mailbox that wait for their commit. Beyond it: TRY_AGAIN.</summary>
    public int PendingBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Rows of change after which the mailbox's checkpoint is written again: what an activation reads at most to know its senders'
    /// shares.
    /// </summary>
    public int CheckpointRows { get; set; } = 1_024;

    /// <summary>Trimmed rows that may stand uncounted in the senders' shares before their headers are read.</summary>
    public int UncountedRowsMax { get; set; } = 8_192;

    /// <summary>Most row headers read at once.</summary>
    public int HeaderPageRowsMax { get; set; } = 1_024;

    /// <summary>How long a mailbox waits, after something has changed, before it sweeps and expires.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most rows deleted for good in one batch.</summary>
    public int SweepRowsMax { get; set; } = 2_048;

    /// <summary>Most batches of sweeping, and most header pages of expiring, in one turn of tending.</summary>
    public int TendBatchesMax { get; set; } = 16;

    /// <summary>How long a gateway's observer gets hints without renewing its lease. Gateways renew at about half of it.</summary>
    public TimeSpan ObserverLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a silo looks for mailboxes with messages past the retention that nobody uses.</summary>
    public TimeSpan TendInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most such mailboxes woken at each look.</summary>
    public int TendMailboxesMax { get; set; } = 256;

    /// <summary>Most of them tended at the same time.</summary>
    public int TendParallelism { get; set; } = 8;

    /// <summary>Most envelope bytes of one sender in one mailbox.</summary>
    public long SenderBytesMax => MailboxBytesMax / SenderShareDivisor;

    /// <summary>Most messages of one sender in one mailbox.</summary>
    public int SenderMessagesMax => MailboxMessagesMax / SenderShareDivisor;
}
