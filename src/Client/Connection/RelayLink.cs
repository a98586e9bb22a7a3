using Sdtp.Protocol;

namespace Sdtp.Client.Connection;

/// <summary>
/// Keeps one logged-in session open: connects, logs in, waits for the loss, and does it again, at the next gateway at once and, when all
/// have been tried, after a wait.
/// </summary>
internal sealed class RelayLink(SessionOpener opener, GatewayRing ring, MessengerOptions options, MessengerEvents events) : IAsyncDisposable
{
    /// <summary>The longest wait before connecting again that a relay may ask for.</summary>
    internal static readonly TimeSpan AskedWaitMax = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<RelaySession> _ready = NewReady();
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes the first session, trying each gateway once; later ones follow by themselves.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        SdtpClientException? told = null;
        while (ring.TryNext(out var gateway))
        {
            try
            {
                var session = await opener.OpenAsync(gateway, cancellationToken).ConfigureAwait(false);
                ring.RefillOthers();
                Publish(session);
                _loop = KeepOpenAsync(session);
                return;
            }
            catch (SdtpClientException e) when (ring.Count > 1 && MayPass(e))
            {
                // What a gateway that answers says is worth more than the silence of another.
                told = told is null or RelayUnreachableException ? e : told;
            }
        }

        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(told!);
    }

    /// <summary>The open session, waiting for one where the last was lost.</summary>
    /// <exception cref="SdtpClientException">The relay will not have us any more, or the messenger was closed.</exception>
    internal async Task<RelaySession> ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<RelaySession> ready;
            lock (_gate)
            {
                ready = _ready.Task;
            }

            var session = await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!session.Connection.Closed.IsCompleted)
            {
                return session;
            }

            await session.Replaced.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether no session will come any more.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _ready.Task.IsFaulted;
            }
        }
    }

    /// <summary>Refuses early what could only wait for ever.</summary>
    /// <exception cref="SdtpClientException">The relay will not have us any more.</exception>
    internal void ThrowIfEnded()
    {
        Task<RelaySession> ready;
        lock (_gate)
        {
            ready = _ready.Task;
        }

        if (ready is { IsFaulted: true, Exception.InnerException: { } error } && events.State == ConnectionState.Failed)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        End(ConnectionState.Closed, new ConnectionLostException("The messenger was closed."));
        _stopping.Dispose();
    }

    private static TaskCompletionSource<RelaySession> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepOpenAsync(RelaySession session)
    {
        var backoff = new Backoff(options.Reconnect);
        try
        {
            while (true)
            {
                var opened = options.Clock.GetTimestamp();
                var reason = await session.Connection.Closed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                if (options.Clock.GetElapsedTime(opened) >= options.Reconnect.Max)
                {
                    // A session that breaks as soon as it is open is one more failure: starting over would log in several times a second.
                    backoff.Reset();
                    ring.RefillOthers();
                }

                lock (_gate)
                {
                    _ready = NewReady();
                }

                session.MarkReplaced();
                events.Move(ConnectionState.Reconnecting, reason);
                await session.Connection.DisposeAsync().ConfigureAwait(false);
                session = await ReopenAsync(backoff).ConfigureAwait(false);
                Publish(session);
            }
        }
        catch (OperationCanceledException)
        {
            await session.Connection.DisposeAsync().ConfigureAwait(false);
            session.MarkReplaced();
        }
        catch (Exception e)
        {
            // Also what is no word of the relay, such as a full disk: nobody awaits this loop, so all who wait must hear it from here.
            End(ConnectionState.Failed, e as SdtpClientException ?? new LocalFailureException(e));
            session.MarkReplaced();
        }
    }

    private async Task<RelaySession> ReopenAsync(Backoff backoff)
    {
        var asked = TimeSpan.Zero;
        while (true)
        {
            while (ring.TryNext(out var gateway))
            {
                try
                {
                    return await opener.OpenAsync(gateway, _stopping.Token).ConfigureAwait(false);
                }
                catch (SdtpClientException e) when (MayPass(e))
                {
                    asked = (e as RelayException)?.RetryAfter is { } longer && longer > asked ? longer : asked;
                }
            }

            var wait = backoff.Next(asked, AskedWaitMax);
            var waited = Task.Delay(wait, options.Clock, _stopping.Token);
            events.AnnounceRetry(options.Clock.GetUtcNow() + wait);
            await waited.ConfigureAwait(false);
            ring.Refill();
            asked = TimeSpan.Zero;
        }
    }

    /// <summary>Whether another attempt can end differently without anybody doing something about it.</summary>
    private static bool MayPass(SdtpClientException error) => error switch
    {
        RelayUnreachableException or ConnectionLostException => true,
        RelayException refused => refused.Code is ErrorCode.TryAgain or ErrorCode.RateLimited or ErrorCode.GoingAway or ErrorCode.Internal
            or ErrorCode.TooManyConnections or ErrorCode.ChallengeExpired or ErrorCode.IdleTimeout,
        _ => false,
    };

    private void Publish(RelaySession session)
    {
        events.Move(ConnectionState.Online, gateway: session.Gateway);
        lock (_gate)
        {
            _ready.TrySetResult(session);
        }
    }

    private void End(ConnectionState state, SdtpClientException error)
    {
        lock (_gate)
        {
            if (_ready.Task.IsCompleted)
            {
                _ready = NewReady();
            }

            _ready.TrySetException(error);

            // Often nobody waits at that moment; whoever asks later still gets the error.
            _ = _ready.Task.Exception;
        }

        events.Move(state, error);
    }
}
