using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.Sqlite.Places;

/// <summary>The numbers of a head at one moment.</summary>
internal readonly record struct HeadNumbers(ulong Epoch, ulong First, ulong Next, ulong Swept);

/// <summary>The head of one mailbox as the running transaction sees it.</summary>
internal sealed class Head(long id, UserId user)
{
    internal long Id { get; } = id;

    internal UserId User { get; } = user;

    internal ulong Epoch { get; set; }

    internal ulong First { get; set; } = 1;

    /// <summary>Written with the other numbers, but not by every append: the rows tell it as long as they are there.</summary>
    internal ulong Next { get; set; } = 1;

    internal ulong Swept { get; set; }

    /// <summary>
    /// When the oldest untrimmed row was stored, or earlier; null when nothing was stored since somebody looked. Unix milliseconds. A
    /// lower bound is enough to find overdue mailboxes, and an exact one would be written by every acknowledgement.
    /// </summary>
    internal long? OldestAt { get; set; }

    internal bool IsChanged { get; set; }
}
