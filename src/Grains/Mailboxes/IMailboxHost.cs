namespace Sdtp.Grains.Mailboxes;

/// <summary>What a mailbox tells the activation that holds it. Every call comes on the activation's own turn and returns at once.</summary>
internal interface IMailboxHost
{
    /// <summary>The commit mark has moved.</summary>
    /// <param name="next">The sequence after the last committed one.</param>
    void OnStored(ulong next);

    /// <summary>The mailbox may no longer be written from here: deactivate, so that the next activation reopens the log.</summary>
    /// <param name="reason">What failed, or null when a later open owns the mailbox.</param>
    void OnMailboxFailed(Exception? reason);

    /// <summary>There is, or soon will be, something to expire, to sweep or to forget.</summary>
    void OnTendingDue();
}
