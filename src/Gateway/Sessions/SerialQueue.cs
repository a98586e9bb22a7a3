namespace Sdtp.Gateway.Sessions;

/// <summary>Runs pieces of work one after another, in order, off the read loop. Idle, it holds no task. Its length is bounded by the request budget.</summary>
internal sealed class SerialQueue(Action<Exception> fault)
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<Task>> _work = new();
    private bool _isRunning;

    internal void Enqueue(Func<Task> work)
    {
        lock (_lock)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        RunAsync().Forget(fault);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            Func<Task>? work;
            lock (_lock)
            {
                if (!_work.TryDequeue(out work))
                {
                    _isRunning = false;
                    return;
                }
            }

            await work().ConfigureAwait(false);
        }
    }
}
