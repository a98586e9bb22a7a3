using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Sdtp.Gateway.Connections;

/// <summary>Accepts connections and knows which are being served.</summary>
internal sealed partial class GatewayListener(Socket socket, ConnectionServer server, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int Backlog = 512;

    // Out of file descriptors or memory: accepting again at once would only spin.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private Task _accepting = Task.CompletedTask;

    /// <summary>Takes an address, without listening yet.</summary>
    /// <exception cref="SocketException">The address is in use or not of this machine.</exception>
    internal static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal void Start()
    {
        socket.Listen(Backlog);
        _accepting = AcceptAsync(_closing.Token);
    }

    /// <summary>Takes no more connections.</summary>
    internal async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        socket.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Completes when the last connection has ended.</summary>
    internal Task WhenEmptyAsync() => Task.WhenAll(_connections.Keys);

    public void Dispose()
    {
        socket.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                Track(await socket.AcceptAsync(closing).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!closing.IsCancellationRequested)
                {
                    LogAcceptFailed(e);
                    await Task.Delay(PauseAfterFailure, clock, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }

    private void Track(Socket accepted)
    {
        // Off the accept loop: a handshake is work, and the next client waits.
        var serving = Task.Run(() => server.ServeAsync(accepted));
        _connections.TryAdd(serving, 0);
        serving.ContinueWith(
            ended =>
            {
                _connections.TryRemove(ended, out _);
                if (ended.Exception is { } exception)
                {
                    LogConnectionFailed(exception);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
