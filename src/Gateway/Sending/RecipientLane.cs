using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Sending;

/// <summary>One SEND that has not been answered.</summary>
internal readonly record struct PendingSend(uint RequestId, uint Run, byte[] Envelope);

/// <summary>
/// What one session sends to one recipient. At most one batch is on its way; what arrives meanwhile waits here and makes the next, so the order of sending
/// needs no further care. Guarded by the lock of its <see cref="SendLanes"/>.
/// </summary>
internal sealed class RecipientLane
{
    private readonly Queue<PendingSend> _waiting = new();
    private uint? _refusedRun;

    internal UserId Recipient { get; private set; }

    /// <summary>Whether a batch is on its way, or about to be.</summary>
    internal bool IsActive { get; set; }

    internal bool IsGateClosed => _refusedRun is not null;

    internal bool HasWaiting => _waiting.Count > 0;

    internal void Assign(UserId recipient)
    {
        Recipient = recipient;
        _refusedRun = null;
        IsActive = false;
        _waiting.Clear();
    }

    /// <summary>Whether an earlier message of this run was refused, so that this one must not overtake it.</summary>
    internal bool Refuses(uint run) => _refusedRun is { } refused && run <= refused;

    internal void Add(PendingSend send) => _waiting.Enqueue(send);

    /// <summary>Moves the next batch to <paramref name="batch"/>: one run, because a refusal is about one run, and within the limits.</summary>
    internal void TakeBatch(List<PendingSend> batch, int messagesMax, int bytesMax)
    {
        batch.Clear();
        var bytes = 0;
        while (_waiting.TryPeek(out var next)
            && batch.Count < messagesMax
            && (batch.Count == 0 || (next.Run == batch[0].Run && bytes + next.Envelope.Length <= bytesMax)))
        {
            bytes += next.Envelope.Length;
            batch.Add(_waiting.Dequeue());
        }
    }

    /// <summary>Closes the gate for a run and everything before it, and gives back what waits behind it.</summary>
    internal void CloseGate(uint run, List<PendingSend> overtaken)
    {
        _refusedRun = _refusedRun is { } earlier ? Math.Max(earlier, run) : run;
        for (var left = _waiting.Count; left > 0; left--)
        {
            var send = _waiting.Dequeue();
            if (Refuses(send.Run))
            {
                overtaken.Add(send);
            }
            else
            {
                _waiting.Enqueue(send);
            }
        }
    }

    /// <summary>A message of a later run was stored: the client has gone back to where it was refused, and nothing is left to guard.</summary>
    internal void OpenGateAfter(uint storedRun)
    {
        if (_refusedRun < storedRun)
        {
            _refusedRun = null;
        }
    }
}
