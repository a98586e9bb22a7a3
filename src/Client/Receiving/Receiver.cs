using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sdtp.Client.Connection;
using Sdtp.Client.Wire;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Receiving;

/// <summary>
/// Brings messages from the relay: subscribed or page by page. Each page is committed, then acknowledged, then shown; whatever breaks in
/// between, the relay delivers again and the store knows it has it.
/// </summary>
internal sealed class Receiver(
    RelayLink link, Intake intake, Showcase showcase, SealingKeyUpkeep upkeep, MessengerOptions options, MessengerEvents events)
{
    private const int ShownAtOnceMax = 64;

    /// <summary>
    /// Most messages of several pages in one transaction: more would spare little, and all else that needs the store waits until it is
    /// over.
    /// </summary>
    private const int JoinedMax = 128;

    private int _busy;

    internal async IAsyncEnumerable<ReceivedMessage> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var turn = TakeTurn();
        RelaySession? subscribed = null;
        try
        {
            while (true)
            {
                IReadOnlyList<(long Id, ReceivedMessage Message)> waiting;
                do
                {
                    waiting = await showcase.WaitingAsync(ShownAtOnceMax, cancellationToken).ConfigureAwait(false);
                    foreach (var message in showcase.KeepsHistory && waiting.Count > 0 ? showcase.Mark(waiting) : [])
                    {
                        // One write to the disk for all of them: the history has them, whatever becomes of the loop.
                        yield return message;
                    }

                    foreach (var (id, message) in showcase.KeepsHistory ? [] : waiting)
                    {
                        // Whoever asks for the next one has shown this one.
                        yield return message;
                        showcase.Mark(id, message);
                    }
                }
                while (waiting.Count == ShownAtOnceMax);

                subscribed = await AdvanceAsync(subscribed, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Unsubscribe(subscribed);
        }
    }

    internal async Task<IReadOnlyList<ReceivedMessage>> FetchAsync(CancellationToken cancellationToken)
    {
        using var turn = TakeTurn();
        while (true)
        {
            var mayBeMore = await BringAsync(cancellationToken).ConfigureAwait(false);
            var waiting = await showcase.WaitingAsync(options.FetchMessagesMax, cancellationToken).ConfigureAwait(false);
            if (waiting.Count > 0 || !mayBeMore)
            {
                return showcase.Mark(waiting);
            }
        }
    }

    internal async Task<int> FetchAsync(Action<ReceivedMessage> show, CancellationToken cancellationToken)
    {
        using var turn = TakeTurn();
        var mayBeMore = await BringAsync(cancellationToken).ConfigureAwait(false);
        var shown = 0;
        while (shown < options.FetchMessagesMax)
        {
            var max = Math.Min(ShownAtOnceMax, options.FetchMessagesMax - shown);
            var waiting = await showcase.WaitingAsync(max, cancellationToken).ConfigureAwait(false);
            if (waiting.Count == 0 && shown == 0 && mayBeMore)
            {
                mayBeMore = await BringAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (waiting.Count == 0)
            {
                break;
            }

            showcase.Show(waiting, show);
            shown += waiting.Count;
        }

        return shown;
    }

    /// <summary>
    /// Brings what waits, up to the limit; whether that was reached. All of it may be parts of files and receipts, so nothing to show does
    /// not mean that there is nothing more.
    /// </summary>
    private async Task<bool> BringAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options.Resend);
        var brought = 0;
        while (brought < options.FetchMessagesMax)
        {
            var session = await link.ReadyAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var page = await FetchPageAsync(session, brought, cancellationToken).ConfigureAwait(false);
                if (page.Messages.Count == 0)
                {
                    return false;
                }

                brought += page.Messages.Count;
            }
            catch (ConnectionLostException)
            {
                // The next session starts again at the first message that is not acknowledged.
            }
            catch (RelayException e) when (IsPassing(e))
            {
                await PauseAsync(backoff, e, cancellationToken).ConfigureAwait(false);
            }
        }

        return true;
    }

    private static bool IsPassing(RelayException error) => error.Code is ErrorCode.TryAgain or ErrorCode.RateLimited or ErrorCode.GoingAway;

    private static void Unsubscribe(RelaySession? session)
    {
        if (session is { Connection.Closed.IsCompleted: false })
        {
            // Nobody waits for the answer: it only spares the relay from pushing what nobody reads.
            var posted = session.Connection.PostAsync<UnsubscribeRequest, UnsubscribeReply>(default, CancellationToken.None).AsTask();
            _ = posted.ContinueWith(
                static p => _ = p.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private Turn TakeTurn() => Interlocked.Exchange(ref _busy, 1) == 0
        ? new Turn(this)
        : throw new InvalidOperationException("This messenger is receiving already: end the other ReceiveAsync or FetchAsync first.");

    /// <summary>
    /// One step of a subscription: subscribe on a new session, else take one push. Gives the session that is subscribed now.
    /// </summary>
    private async Task<RelaySession?> AdvanceAsync(RelaySession? subscribed, CancellationToken cancellationToken)
    {
        try
        {
            if (subscribed is null)
            {
                var session = await link.ReadyAsync(cancellationToken).ConfigureAwait(false);
                await SubscribeAsync(session, cancellationToken).ConfigureAwait(false);
                return session;
            }

            var pushes = subscribed.Connection.Pushes;
            var push = await pushes.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (push.Page is { } page)
            {
                await TakeInAsync(subscribed, JoinWaiting(page, pushes), cancellationToken).ConfigureAwait(false);
            }
            else if (push.Notice is { Code: ErrorCode.ReceiverReplaced } replaced)
            {
                throw new RelayException(replaced.Code, replaced.Detail, TimeSpan.Zero);
            }

            return subscribed;
        }
        catch (Exception e) when (e is ConnectionLostException or ChannelClosedException)
        {
            // Where the link itself has ended, waiting for the next session says so.
            await link.ReadyAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RelayException e) when (e.Code == ErrorCode.LeaseRequired || IsPassing(e))
        {
            await PauseAsync(new Backoff(options.Resend), e, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>
    /// Takes the pages that have come in the meantime along: all of them cost one write to the disk and one acknowledgement, so whoever
    /// writes fast does not wait for our disk message by message.
    /// </summary>
    private static MessagePage JoinWaiting(MessagePage first, ChannelReader<Push> pushes)
    {
        var messages = new List<StoredMessage>(first.Messages);
        var last = first;
        while (messages.Count < JoinedMax && pushes.TryPeek(out var next) && next.Page is { } page && pushes.TryRead(out _))
        {
            messages.AddRange(page.Messages);
            last = page;
        }

        return last with { Messages = messages };
    }

    private async Task SubscribeAsync(RelaySession session, CancellationToken cancellationToken)
    {
        // What an earlier subscription left unread was not acknowledged, so it comes again.
        while (session.Connection.Pushes.TryRead(out _))
        {
        }

        session.NoteLease();
        var request = new SubscribeRequest(0, (ushort)options.ReceiveWindow);
        var reply = await session.Connection
            .RequestAsync<SubscribeRequest, SubscribeReply>(request, cancellationToken)
            .ConfigureAwait(false);
        await upkeep.PublishIfDueAsync(session, cancellationToken).ConfigureAwait(false);
        if (reply.First == reply.Next)
        {
            upkeep.NoteDrained(session);
        }
    }

    private async Task<MessagePage> FetchPageAsync(RelaySession session, int brought, CancellationToken cancellationToken)
    {
        session.NoteLease();
        var max = Math.Min(options.FetchMessagesMax - brought, ProtocolLimits.PageMessagesMax);
        var reply = await session.Connection
            .RequestAsync<FetchRequest, FetchReply>(new FetchRequest(0, (ushort)max), cancellationToken)
            .ConfigureAwait(false);
        await upkeep.PublishIfDueAsync(session, cancellationToken).ConfigureAwait(false);
        await TakeInAsync(session, reply.Page, cancellationToken).ConfigureAwait(false);
        return reply.Page;
    }

    private async Task TakeInAsync(RelaySession session, MessagePage page, CancellationToken cancellationToken)
    {
        var first = page.First;
        if (page.Messages.Count > 0)
        {
            intake.Commit(page);
            first = await AcknowledgeAsync(session, page.Messages[^1].Sequence, cancellationToken).ConfigureAwait(false);
        }

        if (first >= page.Next)
        {
            upkeep.NoteDrained(session);
        }
    }

    private async Task<ulong> AcknowledgeAsync(RelaySession session, ulong through, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options.Resend);
        while (true)
        {
            try
            {
                var reply = await session.Connection
                    .RequestAsync<AckRequest, AckReply>(new AckRequest(through), cancellationToken)
                    .ConfigureAwait(false);
                return reply.First;
            }
            catch (RelayException e) when (IsPassing(e))
            {
                await PauseAsync(backoff, e, cancellationToken).ConfigureAwait(false);
            }
            catch (RelayException e) when (e.Code == ErrorCode.ReceiverReplaced)
            {
                session.TellReplaced(events);
                throw;
            }
        }
    }

    private Task PauseAsync(Backoff backoff, RelayException error, CancellationToken cancellationToken) =>
        Task.Delay(backoff.Next(error.RetryAfter, RelayLink.AskedWaitMax), options.Clock, cancellationToken);

    private readonly struct Turn(Receiver receiver) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref receiver._busy, 0);
    }
}
