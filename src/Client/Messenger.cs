using Sdtp.Client.Connection;
using Sdtp.Client.Receipts;
using Sdtp.Client.Receiving;
using Sdtp.Client.Sending;
using Sdtp.Client.Trust;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Contents = Sdtp.Crypto.Contents;

namespace Sdtp.Client;

/// <summary>
/// What a person does with a relay: look up, send, receive. Stays connected, logs in again after a loss, sends what waits in order and
/// receives without loss or repeats. Safe for concurrent use, except that only one of <see cref="ReceiveAsync"/> and
/// <see cref="FetchAsync(CancellationToken)"/> may run at a time.
/// </summary>
public sealed class Messenger : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly MessengerEvents _events = new();
    private readonly RelayLink _link;
    private readonly ContactBook _contacts;
    private readonly Outbox _outbox;
    private readonly FileCourier _courier;
    private readonly ReceiptPost _receipts;
    private readonly Receiver _receiver;
    private int _disposed;

    private Messenger(Profile profile, MessengerOptions options)
    {
        var identity = profile.Keystore.Identity;
        _link = new RelayLink(new SessionOpener(profile, options, _events), new GatewayRing(profile.Relay.Gateways), options, _events);
        _contacts = new ContactBook(new PinBook(profile.Store), _link, identity.PublicKey, options.Clock);
        var sealer = new MessageSealer(identity, profile.Store.Outbox, options.Clock);
        _outbox = new Outbox(_link, _contacts, sealer, profile.Store, options, _events);
        _courier = new FileCourier(_outbox, profile.Store.Files, options, _events);
        _receipts = new ReceiptPost(profile.Store, _outbox, options);
        _receiver = new Receiver(
            _link,
            new Intake(profile.Keystore, profile.Store, _receipts, options.Clock, _events),
            new Showcase(profile.Store, _contacts, options.KeepHistory),
            new SealingKeyUpkeep(profile, options, _events),
            options,
            _events);
    }

    /// <summary>Where this messenger stands with its relay.</summary>
    public ConnectionState State => _events.State;

    /// <summary>The gateway that is connected, or was last; null before the first connection.</summary>
    public RelayAddress? Gateway => _events.Gateway;

    /// <summary>Raised on a pool thread after each change of <see cref="State"/>, in order. Handlers must return soon.</summary>
    public event EventHandler<ConnectionChangedEventArgs> ConnectionChanged
    {
        add => _events.ConnectionChanged += value;
        remove => _events.ConnectionChanged -= value;
    }

    /// <summary>
    /// Raised on a pool thread for what a person should know and that stops nothing. Handlers must return soon. What was there to say
    /// while connecting is kept for the first handler.
    /// </summary>
    public event EventHandler<WarningEventArgs> Warned
    {
        add => _events.Warned += value;
        remove => _events.Warned -= value;
    }

    /// <summary>Raised on a pool thread before each wait for another try to connect.</summary>
    public event EventHandler<RetryScheduledEventArgs> RetryScheduled
    {
        add => _events.RetryScheduled += value;
        remove => _events.RetryScheduled -= value;
    }

    /// <summary>
    /// Raised on a pool thread when a message of the history has been accepted or has failed, also one that an earlier run of the program
    /// left in the outbox. The history knows it already.
    /// </summary>
    public event EventHandler<HistorySettledEventArgs> HistorySettled
    {
        add => _events.HistorySettled += value;
        remove => _events.HistorySettled -= value;
    }

    /// <summary>
    /// Raised on a pool thread when receipts say that messages of the history have been delivered or read. The history knows it already.
    /// </summary>
    public event EventHandler<HistoryReceiptedEventArgs> HistoryReceipted
    {
        add => _events.HistoryReceipted += value;
        remove => _events.HistoryReceipted -= value;
    }

    /// <summary>
    /// Raised on a pool thread when a file of the history has come further: the relay has one more part, one more is here, or the mailbox
    /// of its recipient is full for now. The history knows how far.
    /// </summary>
    public event EventHandler<FileMovedEventArgs> FileMoved
    {
        add => _events.FileMoved += value;
        remove => _events.FileMoved -= value;
    }

    /// <summary>
    /// Connects, logs in, and registers where the relay does not know this identity yet. Each gateway of the profile's relay is tried once;
    /// later losses are mended in the background, at another gateway at once where there is one.
    /// </summary>
    /// <param name="profile">Who to be. It must stay open as long as the messenger; disposing it stays the caller's.</param>
    /// <param name="options">How to behave; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="RelayUnreachableException">Nothing answered at the address, or it does not speak this protocol.</exception>
    /// <exception cref="ServerIdentityChangedException">The relay shows another TLS key than the one pinned.</exception>
    /// <exception cref="RelayException">The relay refused, for example USERNAME_TAKEN.</exception>
    public static async Task<Messenger> ConnectAsync(
        Profile profile, MessengerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        options ??= MessengerOptions.Default;
        options.Validate();
        var messenger = new Messenger(profile, options);
        try
        {
            await messenger._link.StartAsync(cancellationToken).ConfigureAwait(false);
            profile.Store.Files.Expire(options.Clock.GetUtcNow());
            messenger._outbox.Start();
            messenger._courier.Start();
            messenger._receipts.Start();

            // A handler added from now on hears of later changes only.
            await messenger._events.SettleAsync().ConfigureAwait(false);
            return messenger;
        }
        catch
        {
            await messenger.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the relay about a name, checks the answer, and pins it when the name is new here.</summary>
    /// <param name="username">The name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The contact; look at <see cref="Contact.Trust"/>: a changed key is told there and not thrown.</returns>
    /// <exception cref="RelayException">The relay refused, for example UNKNOWN_USER.</exception>
    /// <exception cref="UntrustedReplyException">The relay's answer fails its checks.</exception>
    public async Task<Contact> LookupAsync(Username username, CancellationToken cancellationToken = default)
    {
        using var either = WithClosing(cancellationToken);
        return await _contacts.LookupAsync(username, either.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a text and completes when the relay has it on stable storage. Texts to one name arrive in the order of the calls. Passing
    /// refusals and lost connections are mended by sending the same bytes under the same id again. The message is in the outbox on disk
    /// before the call first waits. Cancelling only stops the waiting: it is still sent, now or when the profile is used next.
    /// </summary>
    /// <param name="to">The recipient.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KeyChangedException">The name's key has changed; nothing was sent.</exception>
    /// <exception cref="RelayException">The relay refused for good, or for longer than <see
    /// cref="MessengerOptions.ResendFor"/>.</exception>
    /// <exception cref="ConnectionLostException">The messenger was closed first. The message is kept.</exception>
    /// <exception cref="MessageKeptException">The messenger ended for good first. The message is kept.</exception>
    /// <exception cref="OutboxFullException">Too many messages wait to be sent.</exception>
    /// <exception cref="ArgumentException">The text is empty or too long for one message, or holds half of a surrogate pair.</exception>
    public Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken = default) =>
        SendAsync(to, text, historyId: null, cancellationToken);

    /// <summary>Sends a text that <see cref="ChatHistory.AddOwn"/> has written down; its entry learns the outcome.</summary>
    /// <param name="to">The recipient.</param>
    /// <param name="text">The text.</param>
    /// <param name="historyId">The entry; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SdtpClientException">As for the other overload.</exception>
    /// <exception cref="ArgumentException">The text is empty or too long for one message, or holds half of a surrogate pair.</exception>
    public Task<SendReceipt> SendAsync(Username to, string text, long? historyId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(to.IsDefault, true, nameof(to));
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (!Contents.TextContent.TryEncode(text, out var content))
        {
            throw new ArgumentException("The text holds half of a surrogate pair, which cannot be sent.", nameof(text));
        }

        return content.Length <= EnvelopeSealer.ContentBytesMax
            ? _outbox.SendAsync(to, ContentType.Text, content, historyId, cancellationToken)
            : throw new ArgumentException(
                $"The text has {content.Length:N0} bytes; one message holds {EnvelopeSealer.ContentBytesMax:N0}. Send it in parts.",
                nameof(text));
    }

    /// <summary>
    /// Begins to send what <see cref="FileShelf.Offer"/> has put into the store since this messenger connected; what was there before is
    /// on its way already. Parts go out between texts, across lost connections and restarts of the program, and wait for a recipient whose
    /// mailbox is full. <see cref="FileMoved"/> tells how far they have come, and <see cref="HistorySettled"/> of the end.
    /// </summary>
    public void SendFiles() => _courier.Wake();

    /// <summary>
    /// Takes the receive lease and gives each message once, as it arrives, after it is safe in the local store. Resumes after lost
    /// connections. Ends when cancelled or disposed. A message counts as shown when the next one is asked for: one that a loop is left
    /// with, by <c>break</c> or by an exception, is given again. With <see cref="MessengerOptions.KeepHistory"/> messages are in the
    /// history before they are given, up to 64 at once, and none is given again: after leaving the loop read the history.
    /// </summary>
    /// <param name="cancellationToken">Ends receiving.</param>
    /// <exception cref="RelayException">RECEIVER_REPLACED: another session of this identity receives now.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReceiveAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = WithClosing(cancellationToken);
        await foreach (var message in _receiver.ReceiveAsync(either.Token).ConfigureAwait(false))
        {
            yield return message;
        }
    }

    /// <summary>
    /// Takes the receive lease and brings what waits, at most <see cref="MessengerOptions.FetchMessagesMax"/>, each message once: all
    /// count as shown when the call returns. A program that prints them is better served by the other overload.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; what is already in the local store is given by the next call.</param>
    /// <exception cref="RelayException">The relay refused, for example RECEIVER_REPLACED.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> FetchAsync(CancellationToken cancellationToken = default)
    {
        using var either = WithClosing(cancellationToken);
        return await _receiver.FetchAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// As the other overload, but a message counts as shown only when <paramref name="show"/> has returned: what could not be shown, or
    /// was cut short by a crash, is shown by the next call. After a crash up to 64 messages may be shown once more.
    /// </summary>
    /// <param name="show">Shows one message. What it throws ends the call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number of messages shown.</returns>
    /// <exception cref="RelayException">The relay refused, for example RECEIVER_REPLACED.</exception>
    public async Task<int> FetchAsync(Action<ReceivedMessage> show, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(show);
        using var either = WithClosing(cancellationToken);
        return await _receiver.FetchAsync(show, either.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Marks a chat of the history as seen up to an entry, and tells its sender so where <see cref="MessengerOptions.SendReceipts"/> and
    /// the person allow it: within seconds, or when the profile is used next. Reads and writes the disk.
    /// </summary>
    /// <param name="chat">The chat.</param>
    /// <param name="throughId">The last entry that the person has seen.</param>
    public void MarkSeen(string chat, long throughId) => _receipts.MarkSeen(chat, throughId);

    /// <summary>Accepts the changed key of a name, which unblocks sending to it.</summary>
    /// <param name="username">The name.</param>
    /// <param name="presented">The identity that the person has seen and accepts, as <see cref="KeyChangedException.Presented"/> names
    /// it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">No such change is waiting: look the name up again.</exception>
    public async Task<Contact> AcceptKeyChangeAsync(Username username, UserId presented, CancellationToken cancellationToken = default)
    {
        using var either = WithClosing(cancellationToken);
        return await _contacts.AcceptKeyChangeAsync(username, presented, either.Token).ConfigureAwait(false);
    }

    /// <summary>Logs out and closes. Messages still in the outbox are sent when the profile is used next.</summary>
    /// <param name="cancellationToken">Closes without waiting for the relay's answer.</param>
    /// <returns>Whether the relay confirmed it. A relay that is away ends the session with the connection.</returns>
    public async Task<bool> LogoutAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (State != ConnectionState.Online)
            {
                return false;
            }

            using var either = WithClosing(cancellationToken);
            var session = await _link.ReadyAsync(either.Token).ConfigureAwait(false);
            await session.Connection.RequestAsync<LogoutRequest, LogoutReply>(default, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (SdtpClientException)
        {
            return false;
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection and ends every call in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _receipts.Close();
        await _outbox.StopAsync().ConfigureAwait(false);
        try
        {
            await _link.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            // Their workers use the profile's store, which the caller closes next.
            await _courier.DisposeAsync().ConfigureAwait(false);
            await _outbox.DisposeAsync().ConfigureAwait(false);
        }
    }

    private CancellationTokenSource WithClosing(CancellationToken cancellationToken) =>
        CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
}
