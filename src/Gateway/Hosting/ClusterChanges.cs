namespace Sdtp.Gateway.Hosting;

/// <summary>
/// Hears that silos have come or gone. Grains move then, and nobody tells their callers: calls that were on their way may never be
/// answered, and a grain that has moved does not know to whom it owes hints. Where nobody reports, as in a relay of one process, nothing
/// is spent on it.
/// </summary>
public sealed class ClusterChanges(TimeProvider clock)
{
    /// <summary>Time in which a call to a silo that lives has come back; what is older is given up after a change.</summary>
    internal static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(1);

    /// <summary>Time after a change during which leases are renewed often: the silos agree that one is dead, and some more.</summary>
    internal static readonly TimeSpan Unrest = TimeSpan.FromSeconds(15);

    /// <summary>How often a lease is renewed during <see cref="Unrest"/>.</summary>
    internal static readonly TimeSpan RenewalInUnrest = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _patience;
    private long? _changedAt;

    /// <summary>Whether a change was reported a short time ago.</summary>
    internal bool IsRestless
    {
        get
        {
            lock (_lock)
            {
                return _changedAt is { } at && clock.GetElapsedTime(at) < Unrest;
            }
        }
    }

    /// <summary>From now on changes are reported, so that calls are watched.</summary>
    public void Watch()
    {
        lock (_lock)
        {
            _patience ??= NewPatience();
        }
    }

    /// <summary>A silo has come or gone.</summary>
    public void Report()
    {
        CancellationTokenSource? ended;
        lock (_lock)
        {
            _changedAt = clock.GetTimestamp();
            ended = _patience;
            _patience = NewPatience();
        }

        ended?.CancelAfter(CallPatience);
    }

    /// <summary>Waits for a call to a grain, but not for long once the cluster has changed after it was made.</summary>
    /// <exception cref="CallGivenUpException">It was given up: its outcome is unknown.</exception>
    internal Task<T> WaitAsync<T>(Task<T> call)
    {
        var patience = Volatile.Read(ref _patience);
        return patience is null || call.IsCompleted ? call : WaitAsync(call, patience.Token);
    }

    private static async Task<T> WaitAsync<T>(Task<T> call, CancellationToken patience)
    {
        try
        {
            return await call.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new CallGivenUpException();
        }
    }

    // Never disposed: a call may hold on to its token for as long as it likes, and a timer that has run holds nothing.
    private CancellationTokenSource NewPatience() => new(Timeout.InfiniteTimeSpan, clock);
}

/// <summary>A call to a grain was given up because the cluster has changed since: its outcome is unknown.</summary>
internal sealed class CallGivenUpException() : Exception("The cluster has changed and the call has not come back: it is given up.");
