using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace Sdtp.Gateway.Connections;

/// <summary>The bytes of one connection, TLS taken off: a reader for the one read loop, a stream for the one writer.</summary>
internal sealed class ClientTransport : IAsyncDisposable
{
    // A read that brings many messages is cheaper than many reads; zero-byte reads give the buffer back while a connection is quiet.
    private const int ReadBufferBytes = 32 * 1024;
    private const int ReadBytesMin = 4 * 1024;

    // What a client may still send after our last word, and is thrown away, before the connection is cut.
    private const int DiscardedBytesMax = 1024 * 1024;

    private readonly Socket _socket;
    private readonly Stream _network;

    private ClientTransport(Socket socket, Stream network, Stream stream)
    {
        _socket = socket;
        _network = network;
        Output = stream;
        Input = PipeReader.Create(
            stream,
            new StreamPipeReaderOptions(
                bufferSize: ReadBufferBytes, minimumReadSize: ReadBytesMin, leaveOpen: true, useZeroByteReads: true));
    }

    internal PipeReader Input { get; }

    internal Stream Output { get; }

    /// <summary>Takes a connected socket over, and shakes hands when TLS is asked for.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client does not speak TLS 1.3.</exception>
    internal static async Task<ClientTransport> OpenAsync(
        Socket socket, SslServerAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        var network = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
        {
            return new ClientTransport(socket, network, network);
        }

        var ssl = new SslStream(network, leaveInnerStreamOpen: true);
        try
        {
            await ssl.AuthenticateAsServerAsync(tls, cancellationToken).ConfigureAwait(false);
            return new ClientTransport(socket, network, ssl);
        }
        catch
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Cuts the connection at once; whoever reads or writes gets an exception.</summary>
    internal void Cut() => _socket.Close(timeout: 0);

    /// <summary>
    /// Closes our side and waits for the client to close its own: a socket closed with unread bytes would send a reset, which takes our
    /// last words from the client's hands.
    /// </summary>
    internal async Task LingerAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Output is SslStream ssl)
            {
                await ssl.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            _socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[ReadBytesMin];
            var left = DiscardedBytesMax;
            while (left > 0)
            {
                var read = await _network.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                left -= read;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException or InvalidOperationException)
        {
            // Gone, or out of patience: either way there is nothing more to say.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        try
        {
            await Output.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A cut connection has no goodbye.
        }

        await _network.DisposeAsync().ConfigureAwait(false);
    }
}
