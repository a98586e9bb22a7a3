using Sdtp.Client.Wire;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Connection;

/// <summary>A logged-in connection.</summary>
internal sealed class RelaySession(RelayConnection connection, RelayAddress gateway, SessionInfo info, DateTimeOffset openedAt)
{
    private static readonly ulong UnixTimeMsMax = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _toldReplaced;

    internal RelayConnection Connection { get; } = connection;

    /// <summary>Where the connection leads.</summary>
    internal RelayAddress Gateway { get; } = gateway;

    /// <summary>The sealing key number that the relay hands out for us.</summary>
    internal uint SealingKeyNumber { get; set; } = info.SealingKeyNumber;

    /// <summary>
    /// When a sealing key ends by our clock: by ours or by the relay's, whichever says so first (docs/protocol.md, section 4.4). A relay
    /// can thus make a key end early, and never late.
    /// </summary>
    internal DateTimeOffset EndOf(SealingKeyRecord key)
    {
        var ours = key.ExpiresAtMs;
        var serverTime = Connection.Hello.ServerTimeMs;
        var lifeLeft = ours > serverTime ? ours - serverTime : 0;
        var theirs = (ulong)openedAt.ToUnixTimeMilliseconds() + Math.Min(lifeLeft, ours);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(Math.Min(ours, theirs), UnixTimeMsMax));
    }

    /// <summary>Completes when the link has noticed the loss and waits for the next session.</summary>
    internal Task Replaced => _replaced.Task;

    internal void MarkReplaced() => _replaced.TrySetResult();

    /// <summary>Tells, once for each time that this session took the lease, that another session has it now.</summary>
    internal void TellReplaced(MessengerEvents events)
    {
        if (Interlocked.Exchange(ref _toldReplaced, 1) == 0)
        {
            events.Warn(
                WarningKind.ReceiverReplaced,
                "Another session of this identity receives now; this one has stopped. Start receiving again to take over.");
        }
    }

    /// <summary>Notes that this session has the lease, so that losing it is news.</summary>
    internal void NoteLease() => Volatile.Write(ref _toldReplaced, 0);
}
