using System.Runtime.CompilerServices;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>The pipelines of this process. One lives as long as its lease does, for nobody tells the log that an owner is gone.</summary>
internal sealed class MailboxWriters(MailboxCommitter committer, WriteBacklog backlog)
{
    private const int PurgeFrom = 1_024;

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<MailboxLease, MailboxWriter> _byLease = [];
    private readonly Dictionary<UserId, WeakReference<MailboxWriter>> _byMailbox = [];
    private int _purgeAt = PurgeFrom;

    /// <summary>
    /// The pipeline of a lease; a new one, which reads the head first, for a lease that was given before this process started.
    /// </summary>
    internal MailboxWriter Of(MailboxLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _byLease.GetValue(lease, unknown => new MailboxWriter(unknown, null, committer, backlog));
    }

    internal void Add(MailboxLease lease, StoredHead head)
    {
        var writer = new MailboxWriter(lease, head, committer, backlog);
        _byLease.Add(lease, writer);
        lock (_gate)
        {
            _byMailbox[lease.Mailbox] = new WeakReference<MailboxWriter>(writer);
            PurgeWhenGrown();
        }
    }

    /// <summary>
    /// Fences this process's pipeline of a mailbox at once, so that a write called after an open is never stored before it.
    /// </summary>
    internal void Retire(UserId mailbox)
    {
        MailboxWriter? writer = null;
        lock (_gate)
        {
            if (_byMailbox.Remove(mailbox, out var reference))
            {
                reference.TryGetTarget(out writer);
            }
        }

        writer?.Retire();
    }

    /// <summary>At most twice as many entries as there are pipelines.</summary>
    private void PurgeWhenGrown()
    {
        if (_byMailbox.Count < _purgeAt)
        {
            return;
        }

        foreach (var (mailbox, reference) in _byMailbox)
        {
            if (!reference.TryGetTarget(out _))
            {
                _byMailbox.Remove(mailbox);
            }
        }

        _purgeAt = Math.Max(PurgeFrom, 2 * _byMailbox.Count);
    }
}
