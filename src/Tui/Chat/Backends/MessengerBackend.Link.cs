using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Staying connected and receiving.</content>
internal sealed partial class MessengerBackend
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _now = new(0, 1);
    private volatile Messenger? _messenger;
    private CancellationTokenSource? _sitting;

    /// <summary>Ends the wait for the next try, or the connection that there is: either way a new one is made at once.</summary>
    private void ConnectNow()
    {
        try
        {
            _now.Release();
        }
        catch (SemaphoreFullException)
        {
            // Asked for already.
        }

        _sitting?.Cancel();
    }

    private async Task StayConnectedAsync()
    {
        var wait = FirstWait;
        while (!_closing.IsCancellationRequested)
        {
            _now.Wait(0);
            using var sitting = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            _sitting = sitting;
            LinkStatus next;
            try
            {
                await TellAsync(new ChatEvent.LinkChanged(new LinkStatus(LinkState.Connecting))).ConfigureAwait(false);
                next = await SitAsync(() => wait = FirstWait, sitting.Token).ConfigureAwait(false);
            }
            catch (SdtpClientException error) when (MayPass(error))
            {
                next = new LinkStatus(LinkState.Retrying, Words(error), _clock.GetUtcNow() + wait);
            }
            catch (SdtpClientException error)
            {
                next = new LinkStatus(LinkState.Stopped, TitleOf(error));
                await TellAsync(new ChatEvent.Warned(TitleOf(error), Explained(error))).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            finally
            {
                _sitting = null;
                await CloseMessengerAsync().ConfigureAwait(false);
            }

            await TellAsync(new ChatEvent.LinkChanged(next)).ConfigureAwait(false);
            await WaitAsync(next.State == LinkState.Retrying ? wait : Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, LongestWait.Ticks));
        }
    }

    private static bool MayPass(SdtpClientException error) =>
        error is RelayUnreachableException or ConnectionLostException or RelayException { Code: not ErrorCode.ReceiverReplaced };

    private static string TitleOf(SdtpClientException error) => error switch
    {
        ServerIdentityChangedException => "The relay's identity has changed",
        UntrustedReplyException => "The relay's answer cannot be trusted",
        RelayException { Code: ErrorCode.ReceiverReplaced } => "Another device receives now",
        _ => "The connection has ended",
    };

    private static string Explained(SdtpClientException error) => error is ServerIdentityChangedException changed
        ? $"Another key answers at {changed.Address.Endpoint} than the one that you trust. Somebody may stand in between, or the relay was "
          + "set up anew. Nothing was sent; what you write waits here.\n\n"
          + $"trusted  {changed.Pinned}\nshown  {changed.Presented}\n\n"
          + "Ask its operator, over another channel, for the address that the relay prints at start. If the change is meant, leave with "
          + $"Ctrl-Q and start once with\nsdtp --server 'sdtp://{changed.Address.Endpoint}#FINGERPRINT'"
        : Words(error);

    /// <summary>Connects, receives until that ends, and says how.</summary>
    private async Task<LinkStatus> SitAsync(Action connected, CancellationToken cancellationToken)
    {
        var messenger = await Messenger.ConnectAsync(_profile, _options, cancellationToken).ConfigureAwait(false);
        Listen(messenger);
        _messenger = messenger;
        connected();
        await TellAsync(new ChatEvent.LinkChanged(OnlineAt(messenger.Gateway))).ConfigureAwait(false);
        _requests.Writer.TryWrite(new HandOver());
        await foreach (var message in messenger.ReceiveAsync(cancellationToken).ConfigureAwait(false))
        {
            var shown = HistoryFormat.Message(
                message.HistoryId ?? 0, isOwn: false, message.SentAt ?? message.StoredAt, message.Content);
            var name = message.From.DisplayName;
            await TellAsync(new ChatEvent.Arrived(name, shown, TrustOf(name))).ConfigureAwait(false);
        }

        return new LinkStatus(LinkState.Retrying);
    }

    private void Listen(Messenger messenger)
    {
        messenger.HistorySettled += (_, settled) => LookSoon(News.NoteSettled(settled.EntryId, settled.Error));
        messenger.HistoryReceipted += (_, receipt) => LookSoon(News.NoteReceipts(receipt.EntryIds));
        messenger.FileMoved += (_, moved) => LookSoon(News.NoteFile(moved.EntryId, moved.IsPaused, moved.HasArrived));
        messenger.Warned += (_, warning) => _events.Writer.TryWrite(new ChatEvent.Warned("From the relay connection", warning.Message));
        messenger.RetryScheduled += (_, retry) =>
            _events.Writer.TryWrite(new ChatEvent.LinkChanged(new LinkStatus(LinkState.Retrying, null, retry.At)));
        messenger.ConnectionChanged += (_, change) =>
        {
            if (change.State == ConnectionState.Online)
            {
                _events.Writer.TryWrite(new ChatEvent.LinkChanged(OnlineAt(change.Gateway)));
            }
        };
    }

    private static LinkStatus OnlineAt(RelayAddress? gateway) => new(LinkState.Online, Gateway: gateway?.Endpoint);

    private async Task CloseMessengerAsync()
    {
        if (_messenger is { } messenger)
        {
            _messenger = null;
            await messenger.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        try
        {
            using var timeout = new CancellationTokenSource(wait, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
            await _now.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The wait is over, or the program.
        }
    }
}
