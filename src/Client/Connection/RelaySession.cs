using Sdtp.Client.Wire;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Connection;

/// <summary>A logged-in connection.</summary>
internal sealed class RelaySession(RelayConnection connection, SessionInfo info)
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RelayConnection Connection { get; } = connection;

    /// <summary>The sealing key number that the relay hands out for us.</summary>
    internal uint SealingKeyNumber { get; set; } = info.SealingKeyNumber;

    /// <summary>Completes when the link has noticed the loss and waits for the next session.</summary>
    internal Task Replaced => _replaced.Task;

    internal void MarkReplaced() => _replaced.TrySetResult();
}
