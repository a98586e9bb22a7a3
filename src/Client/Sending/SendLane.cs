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
    /// <summary>Most receipts in a lane: whatever is to be told beside them waits outside and shares the next one.</summary>
    private const int ReceiptsMax = 8;

    private readonly LinkedList<OutgoingMessage> _queue = [];
    private TaskCompletionSource _added = NewSignal();
    private bool _working;
    private bool _held;
    private bool _toldHeldUp;

    /// <summary>
    /// Whether a receipt may join: not while the first message waits for the relay's consent, when one later says more. Under the gate.
    /// </summary>
    internal bool HasRoomForReceipt => !_held && _queue.Count(message => message.IsReceipt) < ReceiptsMax;

    internal Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a message at the end. Under the gate.</summary>
    internal void Add(OutgoingMessage message)
    {
        _queue.AddLast(message);
        if (_held)
        {
            // It waits for the refused one, so its time runs as well.
            message.RefusedSince = outbox.Options.Clock.GetUtcNow();
        }

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
                await SendOrHoldAsync(session, backoff).ConfigureAwait(false);
            }
        }
        catch (Exception) when (outbox.Stopping.IsCancellationRequested)
        {
            // By the token or by the link, whichever was closed first.
            GiveUp(new ConnectionLostException(
                "The messenger was closed before the relay had the message. It is kept, and sent when the profile is used next."));
        }
        catch (Exception e)
        {
            // The link has ended for good. The callers must learn of it; nobody else awaits this worker.
            GiveUp(new MessageKeptException(e));
        }
    }

    private async Task SendOrHoldAsync(RelaySession session, Backoff backoff)
    {
        try
        {
            var refusal = await RunAsync(session).ConfigureAwait(false);
            if (refusal is { Message: { IsReceipt: true, IsSealed: true } } && !IsOfTheRelay(refusal.Error.Code))
            {
                await LetGoAsync(refusal).ConfigureAwait(false);
            }
            else if (refusal is not null)
            {
                await RecoverAsync(refusal, backoff).ConfigureAwait(false);
            }
            else
            {
                backoff.Reset();
                _toldHeldUp = false;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A full disk or the like, on this side: the messages are safe where they are, and what has left is repeated byte for byte.
            if (!_toldHeldUp && !outbox.Link.HasEnded)
            {
                _toldHeldUp = true;
                outbox.TellHeldUp(to, e);
            }

            await Task.Delay(backoff.Next(), outbox.Options.Clock, outbox.Stopping).ConfigureAwait(false);
        }
        finally
        {
            lock (outbox.Gate)
            {
                _held = false;
            }
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

    /// <summary>
    /// A refused receipt must not hold up the texts behind it: it goes, and they are sent again at once. Only where its key turned out
    /// stale is it worth another look, from which the texts have the new key as well.
    /// </summary>
    private async Task LetGoAsync(PassingRefusal refusal)
    {
        if (refusal.Error.Code != ErrorCode.StaleKey || !await TrySealAgainAsync(refusal).ConfigureAwait(false))
        {
            DropReceipts();
        }
    }

    private void DropReceipts()
    {
        foreach (var receipt in Messages().Where(message => message.IsReceipt))
        {
            outbox.Drop(this, receipt);
        }
    }

    /// <summary>Whether a refusal says something of the relay or the session, and nothing of the message that met it.</summary>
    private static bool IsOfTheRelay(ErrorCode code) => code is ErrorCode.TryAgain or ErrorCode.GoingAway or ErrorCode.LoginRequired;

    private async Task RecoverAsync(PassingRefusal refusal, Backoff backoff)
    {
        Hold();
        if (FailWhatWaitedTooLong(refusal)
            && !(refusal.Error.Code == ErrorCode.StaleKey && await TrySealAgainAsync(refusal).ConfigureAwait(false)))
        {
            // The relay may ask for weeks; no message waits longer than the limit, so neither does the lane.
            var wait = backoff.Next(asked: refusal.Error.RetryAfter, askedMax: outbox.Options.ResendFor);
            await Task.Delay(wait, outbox.Options.Clock, outbox.Stopping).ConfigureAwait(false);
        }
    }

    private void Hold()
    {
        lock (outbox.Gate)
        {
            _held = true;
            foreach (var message in _queue)
            {
                message.RefusedSince ??= outbox.Options.Clock.GetUtcNow();
            }
        }
    }

    /// <summary>
    /// Fails the messages that have been refused for longer than the limit, or would be by the time the relay will hear them again.
    /// </summary>
    /// <returns>Whether any is left that must wait; one that came meanwhile need not.</returns>
    private bool FailWhatWaitedTooLong(PassingRefusal refusal)
    {
        var horizon = outbox.Options.Clock.GetUtcNow() + refusal.Error.RetryAfter - outbox.Options.ResendFor;
        var waiting = Messages();
        var tooLong = waiting.Where(message => message.RefusedSince <= horizon && !message.IsReceipt).ToList();
        foreach (var message in tooLong)
        {
            outbox.Fail(this, message, refusal.Error);
        }

        return tooLong.Count < waiting.Count;
    }

    private async Task<bool> TrySealAgainAsync(PassingRefusal refusal)
    {
        try
        {
            var contact = await outbox.Contacts.ForSendingAsync(to, fresh: true, outbox.Stopping).ConfigureAwait(false);
            if (Messages().Any(message => !message.MayGoTo(contact.UserId)))
            {
                // The name stands for another identity now, and what was told to the first is none of the second's business.
                DropReceipts();
            }

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
        catch (SdtpClientException e) when (!outbox.Link.HasEnded)
        {
            foreach (var message in Messages())
            {
                outbox.Fail(this, message, e);
            }

            return true;
        }
    }
}
