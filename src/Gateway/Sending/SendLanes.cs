using Microsoft.Extensions.Logging;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Observability;
using Sdtp.Gateway.Outbound;
using Sdtp.Gateway.Sessions;
using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Sending;

/// <summary>
/// Everything one session sends. The read loop adds messages and, when it has parsed all that one read brought, starts the lanes that got
/// some, so messages to one recipient travel together.
/// </summary>
internal sealed partial class SendLanes(
    UserId sender,
    UserGrainCache users,
    FrameOutbox outbox,
    RequestBudget budget,
    GatewayOptions options,
    ClusterChanges cluster,
    Action<Exception> fault,
    ILogger logger)
{
    private const int SpareLanesMax = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<UserId, RecipientLane> _lanes = [];
    private readonly Stack<RecipientLane> _spare = new();
    private readonly List<RecipientLane> _startable = [];
    private int _closedGates;

    /// <summary>
    /// False once so many recipients have refused messages that the rest can no longer be kept in order: the connection must end.
    /// </summary>
    internal bool CanTrackGates => Volatile.Read(ref _closedGates) < options.ClosedGatesMax;

    /// <summary>Queues a message for <see cref="StartGathered"/>, or answers OUT_OF_ORDER. Called by the read loop only.</summary>
    internal void Accept(UserId recipient, in PendingSend send)
    {
        GatewayMetrics.Asked();

        // Counted before a batch under way can take it along and answer it.
        budget.Take(send.Envelope.Length);
        bool refused;
        lock (_lock)
        {
            var lane = LaneOf(recipient);
            refused = lane.Refuses(send.Run);
            if (!refused)
            {
                lane.Add(send);
                if (!lane.IsActive)
                {
                    lane.IsActive = true;
                    _startable.Add(lane);
                }
            }
        }

        if (refused)
        {
            RefuseOvertaking(send.RequestId);
            budget.Return(requests: 1, send.Envelope.Length);
        }
    }

    /// <summary>Starts the lanes that got their first message since the last call. Called by the read loop only.</summary>
    internal void StartGathered()
    {
        foreach (var lane in _startable)
        {
            RunAsync(lane).Forget(fault);
        }

        _startable.Clear();
    }

    private RecipientLane LaneOf(UserId recipient)
    {
        if (!_lanes.TryGetValue(recipient, out var lane))
        {
            lane = _spare.TryPop(out var spare) ? spare : new RecipientLane();
            lane.Assign(recipient);
            _lanes.Add(recipient, lane);
        }

        return lane;
    }

    private async Task RunAsync(RecipientLane lane)
    {
        var grain = users.Get(lane.Recipient);
        var batch = new List<PendingSend>(1);
        while (TryTakeBatch(lane, batch))
        {
            var envelopes = new byte[batch.Count][];
            for (var i = 0; i < envelopes.Length; i++)
            {
                envelopes[i] = batch[i].Envelope;
            }

            AppendResult? result = null;
            using var trace = GatewayMetrics.Traces.StartActivity("sdtp.gateway.append");
            var start = GatewayMetrics.StartAppend(batch.Count);
            try
            {
                result = await cluster.WaitAsync(grain.AppendAsync(new AppendBatch(sender, envelopes))).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Timed out, moved, or storage failed: whether anything was stored is unknown, and TRY_AGAIN says so.
                LogAppendFailed(e, batch.Count);
            }

            GatewayMetrics.Appended(start);
            Answer(lane, batch, result);
        }
    }

    private bool TryTakeBatch(RecipientLane lane, List<PendingSend> batch)
    {
        lock (_lock)
        {
            if (lane.HasWaiting)
            {
                lane.TakeBatch(batch, options.AppendMessagesMax, options.AppendBytesMax);
                return true;
            }

            lane.IsActive = false;
            if (!lane.IsGateClosed)
            {
                _lanes.Remove(lane.Recipient);
                if (_spare.Count < SpareLanesMax)
                {
                    _spare.Push(lane);
                }
            }

            return false;
        }
    }

    private void Answer(RecipientLane lane, List<PendingSend> batch, AppendResult? result)
    {
        var run = batch[0].Run;
        var stored = 0;
        var closesGate = false;
        var bytes = 0;
        var known = result is not null && result.Sequences.Length == batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            var send = batch[i];
            bytes += send.Envelope.Length;
            var refusal = known ? result!.Refusals?[i] : OutcomeUnknown;
            if (refusal is null)
            {
                stored++;
                outbox.Write(send.RequestId, new SendReply(result!.Sequences[i]));
            }
            else
            {
                closesGate |= refusal.Code.ClosesGate();
                outbox.Refuse(send.RequestId, refusal);
            }
        }

        GatewayMetrics.Stored(stored);
        var overtaken = MoveGate(lane, run, stored > 0, closesGate);
        var answered = batch.Count + overtaken.Count;
        foreach (var send in overtaken)
        {
            bytes += send.Envelope.Length;
            RefuseOvertaking(send.RequestId);
        }

        budget.Return(answered, bytes);
    }

    private List<PendingSend> MoveGate(RecipientLane lane, uint run, bool stored, bool closesGate)
    {
        if (!closesGate && (!stored || !lane.IsGateClosed))
        {
            return [];
        }

        List<PendingSend> overtaken = [];
        lock (_lock)
        {
            var wasClosed = lane.IsGateClosed;
            if (closesGate)
            {
                lane.CloseGate(run, overtaken);
            }
            else
            {
                lane.OpenGateAfter(run);
            }

            _closedGates += (lane.IsGateClosed ? 1 : 0) - (wasClosed ? 1 : 0);
        }

        return overtaken;
    }

    private void RefuseOvertaking(uint requestId) => outbox.Refuse(
        requestId, ErrorCode.OutOfOrder, "An earlier message of this run was refused: start a new run from the first unacknowledged one.");

    private static Refusal OutcomeUnknown { get; } =
        new(ErrorCode.TryAgain, "The mailbox did not answer; send again with the same message id.", RetryAfterMs: 100);
}
