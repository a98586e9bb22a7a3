using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Shell;

/// <summary>Messages that the shell no longer waits for. What becomes of them is still told. The outbox bounds their number.</summary>
internal sealed class QueuedSends(Action<string> tell)
{
    private int _waiting;
    private volatile bool _closed;

    internal void Add(Username to, Task<SendReceipt> sending)
    {
        Interlocked.Increment(ref _waiting);
        _ = FollowAsync(to, sending);
    }

    /// <summary>Stops telling; gives the number of messages that still wait.</summary>
    internal int Close()
    {
        _closed = true;
        return Volatile.Read(ref _waiting);
    }

    private async Task FollowAsync(Username to, Task<SendReceipt> sending)
    {
        string outcome;
        try
        {
            outcome = ChatFormat.Sent(to, await sending);
        }
        catch (Exception error)
        {
            // The log-out at the end cancels what waits; the outbox keeps it.
            outcome = $"[not sent] to {to}: {Failures.Of(error).What}";
        }

        if (!_closed)
        {
            Interlocked.Decrement(ref _waiting);
            tell(outcome);
        }
    }
}
