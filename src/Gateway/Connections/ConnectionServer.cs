using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Sdtp.Gateway.Limits;
using Sdtp.Gateway.Observability;
using Sdtp.Gateway.Sessions;

namespace Sdtp.Gateway.Connections;

/// <summary>Serves one accepted connection from the caps to the last byte: the task is the connection's lifetime.</summary>
internal sealed partial class ConnectionServer(GatewayScope gateway, SslServerAuthenticationOptions? tls, CancellationToken stopping)
{
    // How long a client has to close its side after our last word.
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly ConnectionGate _gate = new(gateway.Options);
    private readonly ILogger _logger = gateway.Logger;

    internal async Task ServeAsync(Socket socket)
    {
        var address = AddressKey.Of(socket.RemoteEndPoint);
        var admission = _gate.Enter(address);
        try
        {
            if (admission == Admission.Dropped)
            {
                socket.Close(timeout: 0);
                return;
            }

            socket.NoDelay = true;
            if (await TryOpenAsync(socket).ConfigureAwait(false) is { } transport)
            {
                await using (transport.ConfigureAwait(false))
                {
                    await RunSessionAsync(transport, address, admission).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _gate.Leave(address, admission);
            socket.Dispose();
        }
    }

    private async Task<ClientTransport?> TryOpenAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(gateway.Options.HandshakeTimeout, gateway.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await ClientTransport.OpenAsync(socket, tls, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException
            or OperationCanceledException or ObjectDisposedException)
        {
            LogHandshakeFailed(e);
            return null;
        }
    }

    private async Task RunSessionAsync(ClientTransport transport, AddressKey address, Admission admission)
    {
        using var session = new Session(gateway, transport, address);
        GatewayMetrics.Opened();
        try
        {
            if (!await session.RunAsync(admission, stopping).ConfigureAwait(false))
            {
                transport.Cut();
                return;
            }
        }
        finally
        {
            GatewayMetrics.Closed();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(LingerTime);
        await transport.LingerAsync(patience.Token).ConfigureAwait(false);
    }
}
