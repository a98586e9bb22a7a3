namespace Sdtp.Gateway.Sessions;

internal sealed partial class Session
{
    private readonly long _connectedAt;
    private long _lastHeard;
    private long _loggedOutAt;
    private volatile bool _isGreeted;
    private volatile bool _isFinished;

    /// <summary>Called by the gateway's one timer, from another thread than the read loop's.</summary>
    internal void CheckDeadlines()
    {
        var options = _gateway.Options;
        if (_outbox.WritingFor > options.WriteTimeout)
        {
            Cut();
            return;
        }

        if (!_isGreeted)
        {
            EndAfter(_connectedAt, options.HelloTimeout, "No HELLO came in time.");
        }
        else if (Volatile.Read(ref _user) is { } user)
        {
            user.RenewWhenDue();
        }
        else
        {
            EndAfter(Volatile.Read(ref _loggedOutAt), options.LoginTimeout, "No login came in time.");
        }

        EndAfter(Volatile.Read(ref _lastHeard), options.IdleTimeout, "Nothing was heard for too long; PING keeps a connection.");
    }

    private void EndAfter(long since, TimeSpan limit, string detail)
    {
        if (_gateway.Clock.GetElapsedTime(since) > limit)
        {
            End(ErrorCode.IdleTimeout, detail);
        }
    }
}
