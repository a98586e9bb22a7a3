using System.Collections.Concurrent;

namespace Sdtp.Gateway.Sessions;

/// <summary>Every open connection, for the one timer that watches all deadlines and for the goodbye.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<Session, byte> _sessions = new();

    internal int Count => _sessions.Count;

    internal void Add(Session session) => _sessions.TryAdd(session, 0);

    internal void Remove(Session session) => _sessions.TryRemove(session, out _);

    internal void CheckDeadlines()
    {
        foreach (var (session, _) in _sessions)
        {
            session.CheckDeadlines();
        }
    }

    internal void GoAway()
    {
        foreach (var (session, _) in _sessions)
        {
            session.GoAway();
        }
    }

    internal void Cut()
    {
        foreach (var (session, _) in _sessions)
        {
            session.Cut();
        }
    }
}
