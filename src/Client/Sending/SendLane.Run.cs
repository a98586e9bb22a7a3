using Sdtp.Client.Connection;
using Sdtp.Client.Trust;
using Sdtp.Crypto;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Sending;

internal sealed partial class SendLane
{
    /// <summary>
    /// Sends until nothing is left, the relay refuses for the time being, or the connection is lost; then collects what is still
    /// unanswered.
    /// </summary>
    private async Task<PassingRefusal?> RunAsync(RelaySession session)
    {
        var run = outbox.NextRun();
        var inFlight = new Queue<(OutgoingMessage Message, Task<SendReply> Reply)>();
        PassingRefusal? refusal = null;
        var lost = false;
        while (true)
        {
            while (refusal is null && !lost && inFlight.Count < outbox.Options.SendWindow && NextUnsent(run) is { } next)
            {
                try
                {
                    refusal = await TrySealAsync(next).ConfigureAwait(false);
                    if (refusal is null && next.IsSealed)
                    {
                        next.SentInRun = run;
                        inFlight.Enqueue((next, await PostAsync(session, run, next.Sealed.Envelope).ConfigureAwait(false)));
                    }
                }
                catch (ConnectionLostException)
                {
                    lost = true;
                }
            }

            if (inFlight.Count == 0)
            {
                return lost ? null : refusal;
            }

            if (refusal is null && !lost && inFlight.Count < outbox.Options.SendWindow
                && await NewcomerFirstAsync(inFlight.Peek().Reply).ConfigureAwait(false))
            {
                continue;
            }

            var (message, reply) = inFlight.Dequeue();
            try
            {
                // The first refusal is the cause; the OUT_OF_ORDER of its followers only echoes it.
                var settled = await SettleAsync(message, reply).ConfigureAwait(false);
                refusal ??= settled;
            }
            catch (ConnectionLostException)
            {
                lost = true;
            }
        }
    }

    private static bool IsSealedTo(SealedMessage message, uint sealingKey) =>
        EnvelopeHeader.TryRead(message.Envelope, out var header) && header.SealingKeyNumber == sealingKey;

    /// <summary>Whether a refusal can pass without anybody changing the message.</summary>
    private static bool IsPassing(ErrorCode code) => code.ClosesGate() || code is ErrorCode.GoingAway or ErrorCode.LoginRequired;

    private ValueTask<Task<SendReply>> PostAsync(RelaySession session, uint run, byte[] envelope) =>
        session.Connection.PostAsync<SendRequest, SendReply>(new SendRequest(run, envelope), outbox.Stopping);

    private OutgoingMessage? NextUnsent(uint run)
    {
        lock (outbox.Gate)
        {
            for (var node = _queue.First; node is not null; node = node.Next)
            {
                if (node.Value.SentInRun != run)
                {
                    return node.Value;
                }
            }

            _added = NewSignal();
            return null;
        }
    }

    /// <summary>Waits for the answer or for a new message, whichever is first; true for the message.</summary>
    private async Task<bool> NewcomerFirstAsync(Task<SendReply> reply)
    {
        Task added;
        lock (outbox.Gate)
        {
            added = _added.Task;
        }

        await Task.WhenAny(reply, added).ConfigureAwait(false);
        return !reply.IsCompleted;
    }

    /// <summary>Seals a message that is not sealed yet. Fails it where that can never succeed.</summary>
    private async ValueTask<PassingRefusal?> TrySealAsync(OutgoingMessage message)
    {
        if (message.IsSealed)
        {
            return null;
        }

        try
        {
            await SealAsync(message).ConfigureAwait(false);
        }
        catch (RelayException e) when (IsPassing(e.Code))
        {
            return Refused(message, e);
        }
        catch (SdtpClientException e) when (e is not ConnectionLostException && !outbox.Link.HasEnded)
        {
            outbox.Fail(this, message, e);
        }

        return null;
    }

    private async ValueTask SealAsync(OutgoingMessage message)
    {
        try
        {
            Seal(message, await ContactAsync(fresh: false).ConfigureAwait(false));
        }
        catch (SealingKeyExpiredException)
        {
            // The key at hand ran out between the look-up and now: the relay has its successor, or the look-up says that there is none.
            Seal(message, await ContactAsync(fresh: true).ConfigureAwait(false));
        }
    }

    private void Seal(OutgoingMessage message, VerifiedContact contact)
    {
        if (message.MayGoTo(contact.UserId))
        {
            outbox.Sealer.Seal(message, contact);
        }
        else
        {
            DropReceipts();
        }
    }

    private ValueTask<VerifiedContact> ContactAsync(bool fresh) => outbox.Contacts.ForSendingAsync(to, fresh, outbox.Stopping);

    private async Task<PassingRefusal?> SettleAsync(OutgoingMessage message, Task<SendReply> reply)
    {
        try
        {
            outbox.Acknowledge(this, message, (await reply.ConfigureAwait(false)).Sequence);
        }
        catch (RelayException e) when (IsPassing(e.Code))
        {
            return Refused(message, e);
        }
        catch (RelayException e)
        {
            outbox.Fail(this, message, e.Code == ErrorCode.UnknownUser ? await WhyUnknownAsync(e).ConfigureAwait(false) : e);
        }

        return null;
    }

    /// <summary>
    /// An identity that the relay no longer knows may have been replaced under its name: that is the better reason to give.
    /// </summary>
    private async Task<SdtpClientException> WhyUnknownAsync(RelayException unknown)
    {
        try
        {
            await outbox.Contacts.ForSendingAsync(to, fresh: true, outbox.Stopping).ConfigureAwait(false);
            return unknown;
        }
        catch (KeyChangedException changed)
        {
            return changed;
        }
        catch (RelayException)
        {
            return unknown;
        }
    }

    private PassingRefusal Refused(OutgoingMessage message, RelayException error)
    {
        message.RefusedSince ??= outbox.Options.Clock.GetUtcNow();
        return new PassingRefusal(message, error);
    }
}
