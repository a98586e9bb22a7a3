using System.Collections.Concurrent;
using Sdtp.Gateway.Sessions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Receiving;

/// <summary>
/// The gateway's one ear: finds the session a hint is for. Every call returns at once, because a grain awaits it within its turn. Orleans holds observers weakly, so
/// <see cref="Hosting.GatewayServer"/> keeps this object in a field.
/// </summary>
internal sealed class ReceiverDirectory : IMailboxObserver
{
    private readonly ConcurrentDictionary<Guid, UserSession> _sessions = new();

    public Task OnStoredAsync(UserId mailbox, Guid session, ulong next)
    {
        if (_sessions.TryGetValue(session, out var receiver))
        {
            receiver.HintStored();
        }

        return Task.CompletedTask;
    }

    public Task OnReplacedAsync(UserId mailbox, Guid session)
    {
        if (_sessions.TryGetValue(session, out var receiver))
        {
            receiver.CheckLease();
        }

        return Task.CompletedTask;
    }

    internal void Add(Guid id, UserSession session) => _sessions[id] = session;

    internal void Remove(Guid id) => _sessions.TryRemove(id, out _);
}
