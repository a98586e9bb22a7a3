using Microsoft.Extensions.Logging;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Observability;
using Sdtp.Gateway.Outbound;
using Sdtp.Gateway.Sessions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Receiving;

/// <summary>
/// Pushes a subscriber's messages: reads pages while the client's window and the outbox have room, then stops. A hint, an acknowledgement
/// or the timer wakes it; none of them is relied on alone. At most one read is under way.
/// </summary>
internal sealed partial class DeliveryPump(
    LeaseHolder lease,
    IUserGrain user,
    FrameOutbox outbox,
    ClusterChanges cluster,
    Action leaseTrouble,
    Action<Exception> fault,
    ILogger logger,
    CancellationToken closed)
{
    private readonly Lock _lock = new();
    private DeliveryWindow _window;
    private bool _isSubscribed;
    private bool _isRunning;
    private bool _isHinted;
    private bool _isStalled;
    private int _subscription;

    internal void Subscribe(DeliveryWindow window)
    {
        lock (_lock)
        {
            _window = window;
            _isSubscribed = true;
            _subscription++;
        }
    }

    internal void Unsubscribe()
    {
        lock (_lock)
        {
            _isSubscribed = false;
            _subscription++;
        }
    }

    /// <summary>
    /// Opens the window. Only a pump that stopped for want of room goes on: one that has read everything waits for its hint.
    /// </summary>
    internal void Acknowledged(ulong through)
    {
        lock (_lock)
        {
            _window.Acknowledge(through);
            if (!_isHinted || !TryBegin())
            {
                return;
            }
        }

        PumpAsync().Forget(fault);
    }

    /// <summary>Something may have changed: read on, unless a read is under way, which will then look once more.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            _isHinted = true;
            if (!TryBegin())
            {
                return;
            }
        }

        PumpAsync().Forget(fault);
    }

    private bool TryBegin()
    {
        if (_isRunning || !_isSubscribed)
        {
            return false;
        }

        _isRunning = true;
        return true;
    }

    /// <summary>Tries again after a read that failed; the gateway's timer calls it, so that a mailbox in trouble is not hammered.</summary>
    internal void WakeStalled()
    {
        bool isStalled;
        lock (_lock)
        {
            isStalled = _isStalled;
            _isStalled = false;
        }

        if (isStalled)
        {
            Wake();
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TryPlanRead(out var request, out var subscription))
            {
                // The pages of a slow client wait in its log, not here, and nobody else waits for it.
                await outbox.WaitForRoomAsync(closed).ConfigureAwait(false);
                var result = await cluster.WaitAsync(user.ReadAsync(request)).ConfigureAwait(false);
                if (result.Refusal is not null)
                {
                    Stop(result.Refusal.Code);
                    return;
                }

                Push(result, subscription);
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            Stop(ErrorCode.None);
        }
        catch (Exception e)
        {
            LogReadFailed(e);
            Stop(ErrorCode.TryAgain);
        }
    }

    private bool TryPlanRead(out ReadRequest request, out int subscription)
    {
        lock (_lock)
        {
            subscription = _subscription;
            var room = Math.Min(_window.Room, ProtocolLimits.PageMessagesMax);
            if (!_isSubscribed || !_isHinted || room <= 0 || outbox.IsClosed || lease.State != LeaseState.Held)
            {
                _isRunning = false;
                request = null!;
                return false;
            }

            _isHinted = false;
            request = new ReadRequest(lease.Ticket, _window.Pushed, room, MessagePage.MessageBytesMax);
            return true;
        }
    }

    private void Push(ReadResult result, int subscription)
    {
        lock (_lock)
        {
            // Read for a subscription that has since been replaced or given up: the new one starts where its client said.
            if (subscription != _subscription)
            {
                _isHinted = true;
                return;
            }

            _window.Acknowledge(result.First - 1);
            if (result.Messages.Count == 0)
            {
                return;
            }

            // Acknowledged past this page meanwhile, by a client that had fetched it: read from there.
            if (result.Messages[0].Sequence <= _window.Pushed)
            {
                _isHinted = true;
                return;
            }

            GatewayMetrics.Pushed(result.Messages.Count);
            outbox.Write(0, new Deliver(result.ToPage()));
            _window.Push(result.Messages[^1].Sequence);

            // A page that reaches the end has armed the next hint; after any other there is more.
            _isHinted |= result.Messages[^1].Sequence + 1 < result.Next;
        }
    }

    private void Stop(ErrorCode reason)
    {
        var isLeaseTrouble = reason is ErrorCode.LeaseRequired or ErrorCode.ReceiverReplaced;
        lock (_lock)
        {
            _isRunning = false;
            _isStalled = reason != ErrorCode.None && !isLeaseTrouble;
        }

        if (isLeaseTrouble)
        {
            leaseTrouble();
        }
    }
}
