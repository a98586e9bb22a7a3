using System.Threading.Channels;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Wire;

/// <summary>
/// One connection to a relay: TLS 1.3 with a pinned key, HELLO done, requests pipelined. Not logged in yet: see <c>RelayLogin</c>.
/// Safe for concurrent use.
/// </summary>
public sealed partial class RelayConnection : IAsyncDisposable
{
    /// <summary>The relay's answer to HELLO: its serverID and its limits.</summary>
    public HelloReply Hello => throw new NotSupportedException();

    /// <summary>SHA-256 of the certificate (DER) that this connection saw, which a login proof binds; <see cref="Fingerprint.None"/> over plain TCP.</summary>
    public Fingerprint Certificate => throw new NotSupportedException();

    /// <summary>SHA-256 of the relay's SubjectPublicKeyInfo, which is what pins hold; <see cref="Fingerprint.None"/> over plain TCP.</summary>
    public Fingerprint ServerKey => throw new NotSupportedException();

    /// <summary>DELIVER and NOTICE in order of arrival; completes when the connection ends.</summary>
    public ChannelReader<Push> Pushes => throw new NotSupportedException();

    /// <summary>Completes, never faulted, when the connection has ended; the result says why.</summary>
    public Task<ConnectionLostException> Closed => throw new NotSupportedException();

    /// <summary>Connects, checks the relay's key, and exchanges HELLO.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="RelayUnreachableException">Nothing answered, or not with this protocol.</exception>
    /// <exception cref="ServerIdentityChangedException">The relay shows another key than the one pinned.</exception>
    /// <exception cref="RelayException">The relay refused, for example VERSION_UNSUPPORTED or TOO_MANY_CONNECTIONS.</exception>
    public static Task<RelayConnection> ConnectAsync(RelayConnectionOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// Sends a request and waits for its answer. Requests leave in the order of the calls, without waiting for each other's answers;
    /// past <see cref="RelayConnectionOptions.PipelinedRequestsMax"/> a call waits before it sends.
    /// </summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply that belongs to it.</typeparam>
    /// <param name="request">The request's body.</param>
    /// <param name="cancellationToken">Stops waiting; a request that has left is still carried out.</param>
    /// <exception cref="RelayException">The relay answered with an error.</exception>
    /// <exception cref="ConnectionLostException">The connection ended first: the outcome is unknown.</exception>
    public Task<TReply> RequestAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken = default)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply> =>
        throw new NotSupportedException();

    /// <summary>Closes the connection; unanswered requests end with <see cref="ConnectionLostException"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
