namespace Sdtp.Gateway.Outbound;

/// <summary>Lets waiters sleep until a bound has room again. Costs nothing while nobody waits.</summary>
internal sealed class RoomSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiting;

    /// <summary>Completes at the next <see cref="Release"/>, or at once when <paramref name="hasRoom"/> already holds.</summary>
    /// <param name="hasRoom">Asked under the lock, so that a release between asking and waiting is not missed.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    internal Task WaitAsync(Func<bool> hasRoom, CancellationToken cancellationToken)
    {
        Task task;
        lock (_lock)
        {
            if (hasRoom())
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            task = _waiting.Task;
        }

        return task.WaitAsync(cancellationToken);
    }

    /// <summary>Wakes whoever waits.</summary>
    internal void Release()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.SetResult();
    }
}
