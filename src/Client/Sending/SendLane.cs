using Sdtp.Client.Connection;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Sending;

/// <summary>A refusal after which the same message can still succeed, so that its followers must wait for it.</summary>
internal sealed record PassingRefusal(OutgoingMessage Message, RelayException Error);

/// <summary>
/// The messages to one recipient, in order. One worker sends them in runs: pipelined until the relay refuses one for the time being, then
/// again from the first that is not acknowledged, under a higher run number. A new connection starts a new run in the same way.
/// </summary>
internal sealed partial class SendLane(Username to, Outbox outbox)
{
    private readonly LinkedList<OutgoingMessage> _queue = [];
    private TaskCompletionSource _added = NewSignal();
    private bool _working;

    internal Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a message at the end. Under the gate.</summary>
    internal void Add(OutgoingMessage message)
    {
        _queue.AddLast(message);
        _added.TrySetResult();
        if (!_working)
        {
            _working = true;
            Work = Task.Run(WorkAsync, CancellationToken.None);
        }
    }

    /// <summary>Removes a message. Under the gate.</summary>
    internal bool Remove(OutgoingMessage message) => _queue.Remove(message);

    internal IReadOnlyList<OutgoingMessage> Messages()
    {
        lock (outbox.Gate)
        {
            return [.. _queue];
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WorkAsync()
    {
        var backoff = new Backoff(outbox.Options.Resend);
        try
        {
            while (HasWork())
            {
                var session = await outbox.Link.ReadyAsync(outbox.Stopping).ConfigureAwait(false);
                if (await RunAsync(session).ConfigureAwait(false) is { } refusal)
                {
                    await RecoverAsync(refusal, backoff).ConfigureAwait(false);
                }
                else
                {
                    backoff.Reset();
                }
            }
        }
        catch (OperationCanceledException)
        {
            GiveUp(new ConnectionLostException(
                "The messenger was closed before the relay had the message. If it was in the outbox already, it is sent when the "
                + "profile is used next."));
        }
        catch (Exception e)
        {
            // Whatever it is, the callers must learn of it; nobody else awaits this worker.
            GiveUp(e);
        }
    }

    private void GiveUp(Exception error)
    {
        outbox.GiveBack(this, error);
        lock (outbox.Gate)
        {
            _working = false;
            outbox.Forget(to);
        }
    }

    private bool HasWork()
    {
        lock (outbox.Gate)
        {
            if (_queue.Count > 0)
            {
                return true;
            }

            _working = false;
            outbox.Forget(to);
            return false;
        }
    }

    private async Task RecoverAsync(PassingRefusal refusal, Backoff backoff)
    {
        FailWhatWaitedTooLong(refusal);
        if (refusal.Error.Code == ErrorCode.StaleKey && await TrySealAgainAsync(refusal).ConfigureAwait(false))
        {
            return;
        }

        var next = backoff.Next();
        var wait = refusal.Error.RetryAfter > next ? refusal.Error.RetryAfter : next;
        await Task.Delay(wait, outbox.Options.Clock, outbox.Stopping).ConfigureAwait(false);
    }

    /// <summary>
    /// Fails the messages that have been refused for longer than the limit, or would be by the time the relay will hear them again.
    /// </summary>
    private void FailWhatWaitedTooLong(PassingRefusal refusal)
    {
        var horizon = outbox.Options.Clock.GetUtcNow() + refusal.Error.RetryAfter - outbox.Options.ResendFor;
        foreach (var message in Messages())
        {
            if (message.RefusedSince <= horizon)
            {
                outbox.Fail(this, message, refusal.Error);
            }
        }
    }

    private async Task<bool> TrySealAgainAsync(PassingRefusal refusal)
    {
        try
        {
            var contact = await outbox.Contacts.ForSendingAsync(to, fresh: true, outbox.Stopping).ConfigureAwait(false);
            if (!refusal.Message.IsSealed || IsSealedTo(refusal.Message.Sealed, contact.SealingKey.Number))
            {
                return false;
            }

            outbox.Sealer.SealAgain([.. Messages().Where(message => message.IsSealed)], contact);
            return true;
        }
        catch (ConnectionLostException)
        {
            return true;
        }
        catch (RelayException e) when (IsPassing(e.Code))
        {
            return false;
        }
        catch (SdtpClientException e)
        {
            foreach (var message in Messages())
            {
                outbox.Fail(this, message, e);
            }

            return true;
        }
    }
}
