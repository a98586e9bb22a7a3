using System.IO.Pipelines;
using System.Threading.Channels;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Wire;

/// <summary>
/// One connection to a relay: TLS 1.3 with a pinned key, HELLO done, requests pipelined. Not logged in yet: see
/// <see cref="Login.RelayLogin"/>. Safe for concurrent use.
/// </summary>
public sealed partial class RelayConnection : IAsyncDisposable
{
    private readonly RelayConnectionOptions _options;
    private readonly RelayStream _transport;
    private readonly PipeReader _input;
    private readonly OutboundBuffer _outbound;
    private readonly PendingReplies _pending = new();
    private readonly Channel<Push> _pushes;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<ConnectionLostException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HelloReply? _hello;
    private Task _loops = Task.CompletedTask;

    private RelayConnection(RelayConnectionOptions options, RelayStream transport)
    {
        _options = options;
        _transport = transport;
        _input = PipeReader.Create(transport.Stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        _outbound = new OutboundBuffer(options.OutboundBytesMax);
        _slots = new SemaphoreSlim(options.PipelinedRequestsMax);
        _pushes = Channel.CreateBounded<Push>(new BoundedChannelOptions(options.PushesMax) { SingleWriter = true });
    }

    /// <summary>The relay's answer to HELLO: its serverID and its limits.</summary>
    public HelloReply Hello => _hello ?? throw new InvalidOperationException("HELLO has not been answered yet.");

    /// <summary>
    /// SHA-256 of the certificate (DER) that this connection saw, which a login proof binds; <see cref="Fingerprint.None"/> over plain
    /// TCP.
    /// </summary>
    public Fingerprint Certificate => _transport.Certificate;

    /// <summary>
    /// SHA-256 of the relay's SubjectPublicKeyInfo, which is what pins hold; <see cref="Fingerprint.None"/> over plain TCP.
    /// </summary>
    public Fingerprint ServerKey => _transport.ServerKey;

    /// <summary>DELIVER and NOTICE in order of arrival; completes when the connection ends.</summary>
    public ChannelReader<Push> Pushes => _pushes.Reader;

    /// <summary>Raised for each NOTICE as it arrives, whether or not anybody reads <see cref="Pushes"/>. Must not wait.</summary>
    internal event Action<Problem>? Noticed;

    /// <summary>Completes, never faulted, when the connection has ended; the result says why.</summary>
    public Task<ConnectionLostException> Closed => _closed.Task;

    /// <summary>
    /// Sends a request and waits for its answer. Requests do not wait for each other's answers; past
    /// <see cref="RelayConnectionOptions.PipelinedRequestsMax"/> a call waits before it sends. Where the order matters, await
    /// <see cref="PostAsync"/> before the next call.
    /// </summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply that belongs to it.</typeparam>
    /// <param name="request">The request's body.</param>
    /// <param name="cancellationToken">Stops waiting; a request that has left is still carried out.</param>
    /// <exception cref="RelayException">The relay answered with an error.</exception>
    /// <exception cref="ConnectionLostException">The connection ended first: the outcome is unknown.</exception>
    public async Task<TReply> RequestAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken = default)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply>
    {
        var reply = await PostAsync<TRequest, TReply>(request, cancellationToken).ConfigureAwait(false);
        return await (cancellationToken.CanBeCanceled ? reply.WaitAsync(cancellationToken) : reply).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts a request on its way and gives the task of its answer. When this completes, the request stands behind all earlier ones, so
    /// awaiting it before the next call keeps the order.
    /// </summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply that belongs to it.</typeparam>
    /// <param name="request">The request's body.</param>
    /// <param name="cancellationToken">Gives up waiting for a free place; has no effect on a request that has left.</param>
    /// <returns>The answer; it fails with <see cref="RelayException"/> or <see cref="ConnectionLostException"/>.</returns>
    /// <exception cref="ConnectionLostException">The connection has ended.</exception>
    public async ValueTask<Task<TReply>> PostAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken = default)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply>
    {
        BlockingCalls.Announce("A request was sent");
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var pending = new PendingReply<TReply>();
        var id = 0u;
        try
        {
            await _outbound.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            id = _pending.Add(pending);
            _outbound.Write(id, request);
        }
        catch
        {
            _pending.TryTake(id, out _);
            _slots.Release();
            throw;
        }

        return pending.Task;
    }

    /// <summary>Closes the connection; unanswered requests end with <see cref="ConnectionLostException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(new ConnectionLostException("The connection was closed by this program.")).ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        _outbound.Dispose();
    }

    private async Task CloseAsync(ConnectionLostException reason)
    {
        if (!_closed.TrySetResult(reason))
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _outbound.Close(reason);
        _pushes.Writer.TryComplete();
        foreach (var pending in _pending.Close(reason))
        {
            pending.Fail(reason);
            _slots.Release();
        }

        await _transport.DisposeAsync().ConfigureAwait(false);
    }
}
