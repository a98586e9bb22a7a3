using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Sdtp.Gateway.Connections;
using Sdtp.Gateway.Limits;
using Sdtp.Gateway.Observability;
using Sdtp.Gateway.Outbound;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Sessions;

/// <summary>
/// One connection, from its first byte to its last: <see cref="RunAsync"/> is its lifetime. Reading, dispatch, authentication and deadlines
/// are in files of their own; what a login adds is <see cref="UserSession"/>.
/// </summary>
internal sealed partial class Session : IDisposable
{
    private readonly GatewayScope _gateway;
    private readonly PipeReader _input;
    private readonly ClientTransport _transport;
    private readonly AddressKey _address;
    private readonly FrameOutbox _outbox;
    private readonly RequestBudget _budget;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _endLock = new();
    private readonly ILogger _logger;
    private Ending? _end;
    private UserSession? _user;

    /// <param name="gateway">What all sessions share.</param>
    /// <param name="transport">The bytes in and out, TLS already taken off.</param>
    /// <param name="address">Whom the limits per address count.</param>
    internal Session(GatewayScope gateway, ClientTransport transport, AddressKey address)
    {
        _gateway = gateway;
        _input = transport.Input;
        _transport = transport;
        _address = address;
        _logger = gateway.Logger;
        _outbox = new FrameOutbox(transport.Output, gateway.Options.OutboundBytesMax, gateway.Clock);
        _budget = new RequestBudget(gateway.Options.PendingRequestsMax, gateway.Options.PendingBytesMax);
        _connectedAt = _lastHeard = _loggedOutAt = gateway.Clock.GetTimestamp();
    }

    /// <summary>Serves the connection until it ends.</summary>
    /// <returns>False when something could not be written in time, so that the transport should be cut, not closed.</returns>
    internal async Task<bool> RunAsync(Admission admission, CancellationToken stopping)
    {
        _gateway.Sessions.Add(this);
        try
        {
            if (stopping.IsCancellationRequested)
            {
                // Accepted too late for the goodbye that all others have been told.
                GoAway();
            }

            if (admission == Admission.Refused)
            {
                End(ErrorCode.TooManyConnections, "This address or this relay has too many connections; close one or try later.");
            }

            await ReadRequestsAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogConnectionLost(e);
            _outbox.Close();
        }
        catch (Exception e)
        {
            LogSessionFailed(e);
            End(ErrorCode.Internal, "The relay failed; its log says more.");
        }

        var finished = await FinishAsync().ConfigureAwait(false);
        _gateway.Sessions.Remove(this);
        return finished;
    }

    /// <summary>Says that the gateway is stopping, takes no more requests, and answers those it has.</summary>
    internal void GoAway()
    {
        const string detail = "The relay is stopping; connect again in a moment.";
        _outbox.Write(0, new Notice(new Problem(ErrorCode.GoingAway, 0, detail)));
        End(ErrorCode.GoingAway, detail);
    }

    public void Dispose() => _ending.Dispose();

    /// <summary>Cuts the connection without a goodbye.</summary>
    internal void Cut() => _transport.Cut();

    private bool IsEnding => Volatile.Read(ref _end) is not null;

    /// <summary>Makes the read loop stop after the request in hand. The first reason given is the one told.</summary>
    private void End(ErrorCode code, string detail)
    {
        lock (_endLock)
        {
            if (_end is not null || _isFinished)
            {
                return;
            }

            GatewayMetrics.Rejected(code);
            Volatile.Write(ref _end, new Ending(new Problem(code, 0, detail)));
            _ending.Cancel();
            _input.CancelPendingRead();
        }
    }

    /// <summary>An exception from something that nobody awaits: a defect of ours, which must not leave a client waiting for ever.</summary>
    private void Fault(Exception exception)
    {
        LogSessionFailed(exception);
        End(ErrorCode.Internal, "The relay failed; its log says more.");
    }

    private async Task<bool> FinishAsync()
    {
        lock (_endLock)
        {
            _isFinished = true;
        }

        _user?.EndAsync().Forget(Fault);
        using var deadline = new CancellationTokenSource(_gateway.Options.DrainTimeout, _gateway.Clock);
        try
        {
            if (!_outbox.IsClosed)
            {
                await _budget.WaitUntilAnsweredAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The unanswered ones have an unknown outcome, which a client finds out by sending again.
        }

        var flushed = await FlushLastWordsAsync(deadline.Token).ConfigureAwait(false);
        _outbox.Close();
        await _ending.CancelAsync().ConfigureAwait(false);
        return flushed;
    }

    private async Task<bool> FlushLastWordsAsync(CancellationToken deadline)
    {
        if (_end is not null)
        {
            LogConnectionEnded(_end.Problem.Code);
            _outbox.Write(0, new ErrorReply(_end.Problem));
        }

        try
        {
            await _outbox.WaitUntilWrittenAsync(deadline).ConfigureAwait(false);
            return !_outbox.IsClosed;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Why a connection ends on our side. A reference, so that it is set in one step.</summary>
    private sealed record Ending(Problem Problem);
}
