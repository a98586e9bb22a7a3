using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Sdtp.Gateway.Limits;
using Sdtp.Gateway.Sessions;

namespace Sdtp.Gateway.Connections;

/// <summary>Kestrel's side of a connection: caps before the TLS handshake, the session after it.</summary>
internal sealed class GatewayConnectionHandler(GatewayScope gateway, ConnectionGate gate)
{
    /// <summary>Middleware in front of TLS: a connection too many costs no handshake, unless it is one of the few that are told.</summary>
    internal ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var address = AddressKey.Of(connection.RemoteEndPoint);
        var admission = gate.Enter(address);
        if (admission == Admission.Dropped)
        {
            connection.Abort();
            return;
        }

        try
        {
            connection.Features.Set(new AdmittedConnection(address, admission));
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave(address, admission);
        }
    };

    /// <summary>The end of the pipeline: one task, as long as the connection lives.</summary>
    internal async Task OnConnectedAsync(ConnectionContext connection)
    {
        var admitted = connection.Features.Get<AdmittedConnection>()
            ?? throw new InvalidOperationException("The connection passed no gate.");
        using var session = new Session(gateway, connection.Transport, admitted.Address, connection.Abort);
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();

        // Without this a handler that waits for input holds a shutdown up to its full timeout.
        using var stopping = lifetime?.ConnectionClosedRequested.UnsafeRegister(static state => ((Session)state!).GoAway(), session);
        var finished = await session.RunAsync(admitted.Admission).ConfigureAwait(false);
        if (!finished)
        {
            connection.Abort();
            return;
        }

        // Closing waits until the client has taken the last bytes; one that never does is cut off.
        CutLaterAsync(connection).Forget(static _ => { });
    }

    private async Task CutLaterAsync(ConnectionContext connection)
    {
        try
        {
            await Task.Delay(gateway.Options.WriteTimeout, gateway.Clock, connection.ConnectionClosed).ConfigureAwait(false);
            connection.Abort();
        }
        catch (OperationCanceledException)
        {
            // Closed as it should be.
        }
    }

    private sealed record AdmittedConnection(AddressKey Address, Admission Admission);
}
