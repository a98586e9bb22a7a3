using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Abstractions.Mailboxes;

/// <summary>
/// A gateway's ear. Every call is a hint and may be lost: the log is the truth, and a gateway renews its lease and reads again on a timer.
/// Implementations only set a flag or write to a bounded channel, and return at once.
/// </summary>
[GrainInterfaceType("sdtp.mailbox-observer"), Alias("sdtp.mailbox-observer")]
public interface IMailboxObserver : IGrainObserver
{
    /// <summary>Something new was stored for a session that had read everything.</summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="session">The session that holds the lease.</param>
    /// <param name="next">Sequence of the next message.</param>
    [Alias("stored")]
    Task OnStoredAsync(UserId mailbox, Guid session, ulong next);

    /// <summary>
    /// The lease is to be shown again: a later session has taken it, or the grain is moving and does not take what it knows with it.
    /// </summary>
    /// <param name="mailbox">Whose mailbox.</param>
    /// <param name="session">The session that may have lost it.</param>
    [Alias("replaced")]
    Task OnReplacedAsync(UserId mailbox, Guid session);
}
