using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>
/// Leases of which a write has failed: what they queued behind it must fail too, until somebody opens the mailbox and looks.
/// </summary>
internal sealed class PoisonedLeases
{
    /// <summary>With more than this, nothing is written for anybody any more: the disk is broken and only a restart helps.</summary>
    internal const int LeasesMax = 262_144;

    private readonly Dictionary<UserId, ulong> _epochs = [];

    internal bool IsFull => _epochs.Count >= LeasesMax;

    internal void Add(MailboxLease lease) => _epochs[lease.Mailbox] = Math.Max(lease.Epoch, _epochs.GetValueOrDefault(lease.Mailbox));

    internal void Opened(UserId mailbox) => _epochs.Remove(mailbox);

    internal bool Contains(MailboxLease lease) =>
        _epochs.Count > 0 && _epochs.TryGetValue(lease.Mailbox, out var epoch) && lease.Epoch <= epoch;
}
