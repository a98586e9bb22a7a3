namespace Sdtp.Client.Connection;

/// <summary>What the parts of a messenger tell the outside. Handlers run on the pool, so that none can hold up a loop.</summary>
internal sealed class MessengerEvents
{
    private const int UnheardMax = 16;

    private readonly Lock _gate = new();
    private Task _raising = Task.CompletedTask;

    internal event EventHandler<ConnectionChangedEventArgs>? ConnectionChanged;

    private readonly List<WarningEventArgs> _unheard = [];
    private EventHandler<WarningEventArgs>? _warned;

    /// <summary>Warnings from before there was anybody to hear them go to the first handler.</summary>
    internal event EventHandler<WarningEventArgs> Warned
    {
        add
        {
            lock (_gate)
            {
                _warned += value;
                foreach (var warning in _unheard)
                {
                    Raise(() => _warned?.Invoke(this, warning));
                }

                _unheard.Clear();
            }
        }

        remove
        {
            lock (_gate)
            {
                _warned -= value;
            }
        }
    }

    internal event EventHandler<RetryScheduledEventArgs>? RetryScheduled;

    internal event EventHandler<HistorySettledEventArgs>? HistorySettled;

    internal event EventHandler<HistoryReceiptedEventArgs>? HistoryReceipted;

    internal event EventHandler<FileMovedEventArgs>? FileMoved;

    internal ConnectionState State { get; private set; } = ConnectionState.Connecting;

    /// <summary>The gateway of the latest session; null before the first.</summary>
    internal RelayAddress? Gateway { get; private set; }

    /// <summary>Moves to a state, unless an end has been reached already.</summary>
    internal void Move(ConnectionState state, SdtpClientException? error = null, RelayAddress? gateway = null)
    {
        lock (_gate)
        {
            if (State == state
                || State is ConnectionState.Closed
                || (State is ConnectionState.Failed && state is not ConnectionState.Closed))
            {
                return;
            }

            State = state;
            Gateway = gateway ?? Gateway;
            var change = new ConnectionChangedEventArgs(state, error, Gateway);
            Raise(() => ConnectionChanged?.Invoke(this, change));
        }
    }

    internal void AnnounceRetry(DateTimeOffset at)
    {
        lock (_gate)
        {
            Raise(() => RetryScheduled?.Invoke(this, new RetryScheduledEventArgs(at)));
        }
    }

    /// <summary>Tells the outcome of a message that the history keeps; nothing for any other.</summary>
    internal void Settle(long? historyId, SdtpClientException? error)
    {
        if (historyId is { } id)
        {
            lock (_gate)
            {
                Raise(() => HistorySettled?.Invoke(this, new HistorySettledEventArgs(id, error)));
            }
        }
    }

    /// <summary>Tells what a receipt has moved on.</summary>
    internal void Receipt(IReadOnlyList<long> entryIds, HistoryState state)
    {
        lock (_gate)
        {
            Raise(() => HistoryReceipted?.Invoke(this, new HistoryReceiptedEventArgs(entryIds, state)));
        }
    }

    /// <summary>Tells that a file of the history has come further, or waits.</summary>
    internal void MoveFile(long entryId, bool isPaused, bool hasArrived = false)
    {
        lock (_gate)
        {
            Raise(() => FileMoved?.Invoke(this, new FileMovedEventArgs(entryId, isPaused, hasArrived)));
        }
    }

    /// <summary>Completes when everything raised until now has been heard.</summary>
    internal Task SettleAsync()
    {
        lock (_gate)
        {
            return _raising;
        }
    }

    internal void Warn(WarningKind kind, string message)
    {
        var warning = new WarningEventArgs(kind, message);
        lock (_gate)
        {
            if (_warned is not null)
            {
                Raise(() => _warned?.Invoke(this, warning));
            }
            else if (_unheard.Count < UnheardMax)
            {
                _unheard.Add(warning);
            }
        }
    }

    private void Raise(Action handlers) =>
        _raising = _raising.ContinueWith(_ => handlers(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
