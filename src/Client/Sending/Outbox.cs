using Sdtp.Client.Connection;
using Sdtp.Client.Store;
using Sdtp.Client.Trust;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Sending;

/// <summary>All messages on their way: one ordered lane for each recipient with something to send.</summary>
internal sealed partial class Outbox(
    RelayLink link, ContactBook contacts, MessageSealer sealer, ClientStore local, MessengerOptions options, MessengerEvents events)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly OutboxStore _store = local.Outbox;
    private readonly Dictionary<Username, SendLane> _lanes = [];
    private uint _lastRun;
    private int _messages;
    private bool _closed;

    /// <summary>Guards the lanes and their queues.</summary>
    internal Lock Gate { get; } = new();

    internal RelayLink Link => link;

    internal ContactBook Contacts => contacts;

    internal MessageSealer Sealer => sealer;

    internal MessengerOptions Options => options;

    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes up what an earlier run of the program left.</summary>
    internal void Start()
    {
        local.FilesCancelled += DropCancelled;
        foreach (var (id, record) in _store.All())
        {
            if (ContentOf(id, record) is { } content)
            {
                Enqueue(OutgoingMessage.FromStore(id, record, content));
            }
        }

        // What was cancelled while it was taken up.
        DropCancelled();
    }

    internal async Task<SendReceipt> SendAsync(
        Username to, ContentType type, byte[] content, long? historyId, CancellationToken cancellationToken)
    {
        link.ThrowIfEnded();
        var message = new OutgoingMessage(to, type, content)
        {
            HistoryId = historyId,
            WrittenAt = WrittenAt(historyId) ?? options.Clock.GetUtcNow(),
        };
        Enqueue(message);
        try
        {
            return await message.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was taken and stays in the outbox; what becomes of it is told as a warning.
            lock (Gate)
            {
                message.HasWaiter = false;
            }

            throw;
        }
    }

    /// <summary>
    /// Sends a receipt in its turn, in place of what waited to be told. Where it would have to wait, that stays as it is.
    /// </summary>
    internal void TryPost(Username to, UserId receiptFor, byte[] content, IEnumerable<long> waitingRowIds)
    {
        lock (Gate)
        {
            if (_closed || link.HasEnded || (_lanes.TryGetValue(to, out var lane) && !lane.HasRoomForReceipt))
            {
                return;
            }

            var receipt = new OutgoingMessage(to, ContentType.Receipt, content) { ReceiptFor = receiptFor, HasWaiter = false };
            receipt.RowId = _store.AddReceipt(receipt.ToRecord(bytes: null), waitingRowIds);
            Enqueue(receipt);
        }
    }

    /// <summary>When an entry of the history was written, which may be long before it comes here.</summary>
    private DateTimeOffset? WrittenAt(long? historyId)
    {
        try
        {
            return historyId is { } entry ? local.History.Find(entry)?.At : null;
        }
        catch (StoreDamagedException)
        {
            // What is to be sent is in the outbox, and whole: the time is not worth holding it up.
            return null;
        }
    }

    /// <summary>A number above all earlier ones, so that it opens every gate that an earlier run closed.</summary>
    internal uint NextRun() => Interlocked.Increment(ref _lastRun);

    internal void Acknowledge(SendLane lane, OutgoingMessage message, ulong sequence)
    {
        if (message.Part is not null)
        {
            AcknowledgePart(lane, message);
            return;
        }

        _store.Settle(message.RowId, message.HistoryId, failure: null);
        Leave(lane, message);
        events.Settle(message.HistoryId, error: null);
        message.Complete(new SendReceipt(message.Sealed!.Id, sequence));
    }

    internal void Fail(SendLane lane, OutgoingMessage message, SdtpClientException error)
    {
        if (message.Part is not null)
        {
            FailFile(lane, message, error);
            return;
        }

        _store.Settle(message.RowId, message.HistoryId, error.Message);
        Leave(lane, message);
        events.Settle(message.HistoryId, error);
        message.Fail(error);
        if (!message.HasWaiter && message.HistoryId is null && !message.IsReceipt)
        {
            events.Warn(WarningKind.SendFailed, $"A message to '{message.To}' could not be sent and was given up: {error.Message}");
        }
    }

    /// <summary>Takes a receipt out for good, without a word to anybody.</summary>
    internal void Drop(SendLane lane, OutgoingMessage receipt)
    {
        _store.Settle(receipt.RowId, historyId: null, failure: null);
        Leave(lane, receipt);
    }

    /// <summary>Tells that a failure of this machine holds up a lane. Its messages are kept and tried again.</summary>
    internal void TellHeldUp(Username to, Exception error) => events.Warn(
        WarningKind.SendHeldUp,
        $"Messages to '{to}' are held up by a failure of this computer ({error.Message}). They are kept, and sent when it has passed.");

    /// <summary>Ends the waiting of every caller of a lane; the messages stay on disk for the next time.</summary>
    internal void GiveBack(SendLane lane, Exception error)
    {
        foreach (var message in lane.Messages())
        {
            Leave(lane, message);
            message.Fail(error);
        }
    }

    /// <summary>Called by a lane, under the gate, when it has nothing left.</summary>
    internal void Forget(Username to) => _lanes.Remove(to);

    /// <summary>Takes nothing more and starts no further run.</summary>
    internal async Task StopAsync()
    {
        local.FilesCancelled -= DropCancelled;
        lock (Gate)
        {
            _closed = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the lanes to end. Call it when the connection is closed: until then they collect the answers to what has left.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task[] workers;
        lock (Gate)
        {
            workers = [.. _lanes.Values.Select(lane => lane.Work)];
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Takes a message; false for a part whose file has been given up meanwhile.</summary>
    private bool Enqueue(OutgoingMessage message)
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Messenger));
            if (message.HasWaiter && _messages >= options.OutboxMessagesMax)
            {
                throw new OutboxFullException(options.OutboxMessagesMax);
            }

            if (message.RowId == 0)
            {
                // Before anybody is told that it waits here. Under the gate, so that the rows are in the order of the calls.
                var record = message.ToRecord(bytes: null);
                if ((message.Part is { } part ? _store.AddPart(record, part.FileId, part.Number) : _store.Add(record)) is not { } row)
                {
                    return false;
                }

                message.RowId = row;
            }

            if (message.Part is not null)
            {
                CountPart(message.To, 1);
            }

            _messages += message.IsReceipt || message.Part is not null ? 0 : 1;
            LaneTo(message.To).Add(message);
            return true;
        }
    }

    /// <summary>The lane of a recipient, made where there is none. Under the gate.</summary>
    private SendLane LaneTo(Username to)
    {
        if (!_lanes.TryGetValue(to, out var lane))
        {
            lane = new SendLane(to, this);
            _lanes.Add(to, lane);
        }

        return lane;
    }

    private void Leave(SendLane lane, OutgoingMessage message)
    {
        lock (Gate)
        {
            if (!lane.Remove(message) || message.IsReceipt)
            {
                return;
            }

            if (message.Part is null)
            {
                _messages--;
            }
            else
            {
                CountPart(message.To, -1);
            }
        }
    }
}
