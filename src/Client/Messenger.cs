using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>
/// What a person does with a relay: look up, send, receive. Stays connected, logs in again after a loss, sends what waits in order and
/// receives without loss or repeats. Safe for concurrent use, except that only one of <see cref="ReceiveAsync"/> and
/// <see cref="FetchAsync"/> may run at a time.
/// </summary>
public sealed partial class Messenger : IAsyncDisposable
{
    /// <summary>Where this messenger stands with its relay.</summary>
    public ConnectionState State => throw new NotSupportedException();

    /// <summary>Raised on a pool thread after each change of <see cref="State"/>. Handlers must return soon.</summary>
    public event EventHandler<ConnectionChangedEventArgs> ConnectionChanged { add => throw new NotSupportedException(); remove => throw new NotSupportedException(); }

    /// <summary>Raised on a pool thread for what a person should know and that stops nothing. Handlers must return soon.</summary>
    public event EventHandler<WarningEventArgs> Warned { add => throw new NotSupportedException(); remove => throw new NotSupportedException(); }

    /// <summary>
    /// Connects, logs in, and registers where the relay does not know this identity yet. The first connection is tried once; later losses
    /// are mended in the background.
    /// </summary>
    /// <param name="profile">Who to be. It must stay open as long as the messenger; disposing it stays the caller's.</param>
    /// <param name="options">How to behave; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="RelayUnreachableException">Nothing answered at the address, or it does not speak this protocol.</exception>
    /// <exception cref="ServerIdentityChangedException">The relay shows another TLS key than the one pinned.</exception>
    /// <exception cref="RelayException">The relay refused, for example USERNAME_TAKEN.</exception>
    public static Task<Messenger> ConnectAsync(
        Profile profile, MessengerOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Asks the relay about a name, checks the answer, and pins it when the name is new here.</summary>
    /// <param name="username">The name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The contact; look at <see cref="Contact.Trust"/>: a changed key is told there and not thrown.</returns>
    /// <exception cref="RelayException">The relay refused, for example UNKNOWN_USER.</exception>
    /// <exception cref="UntrustedReplyException">The relay's answer fails its checks.</exception>
    public Task<Contact> LookupAsync(Username username, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>
    /// Sends a text and completes when the relay has it on stable storage. Texts to one name arrive in the order of the calls. Passing
    /// refusals and lost connections are mended by sending the same bytes under the same id again. Cancelling stops the waiting: a message
    /// that is already in the outbox is still sent, now or when the profile is used next.
    /// </summary>
    /// <param name="to">The recipient.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KeyChangedException">The name's key has changed; nothing was sent.</exception>
    /// <exception cref="RelayException">The relay refused for good, or for longer than <see cref="MessengerOptions.ResendFor"/>.</exception>
    /// <exception cref="ArgumentException">The text is empty or too long for one message.</exception>
    public Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// Takes the receive lease and gives each message once, as it arrives, after it is safe in the local store. Resumes after lost
    /// connections. Ends when cancelled or disposed.
    /// </summary>
    /// <param name="cancellationToken">Ends receiving.</param>
    /// <exception cref="RelayException">RECEIVER_REPLACED: another session of this identity receives now.</exception>
    public IAsyncEnumerable<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Takes the receive lease and brings what waits, at most <see cref="MessengerOptions.FetchMessagesMax"/>, each message once.</summary>
    /// <param name="cancellationToken">Gives up waiting; what is already in the local store is given by the next call.</param>
    /// <exception cref="RelayException">The relay refused, for example RECEIVER_REPLACED.</exception>
    public Task<IReadOnlyList<ReceivedMessage>> FetchAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Accepts the changed key of a name, which unblocks sending to it.</summary>
    /// <param name="username">The name.</param>
    /// <param name="presented">The identity that the person has seen and accepts, as <see cref="KeyChangedException.Presented"/> names it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">No such change is waiting: look the name up again.</exception>
    public Task<Contact> AcceptKeyChangeAsync(Username username, UserId presented, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Logs out and closes. Messages still in the outbox are sent when the profile is used next.</summary>
    /// <param name="cancellationToken">Closes without waiting for the relay's answer.</param>
    public Task LogoutAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Closes the connection and ends every call in progress.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
