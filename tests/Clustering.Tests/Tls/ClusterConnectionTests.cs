using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Sdtp.Clustering.Tls;
using Xunit;

namespace Sdtp.Clustering.Tests.Tls;

/// <summary>Real silos on real sockets; strangers are plain TLS clients, so that they can break every rule.</summary>
public sealed class ClusterConnectionTests : IAsyncLifetime
{
    private readonly CertificateFolder _certificates = new();
    private readonly LogLines _log = new();
    private TlsSilo? _silo;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TlsSilo Silo => _silo ?? throw new InvalidOperationException("The silo has not started.");

    public async ValueTask InitializeAsync() =>
        _silo = await TlsSilo.StartAsync(_certificates.Load(ClusterRole.Silo), _log, primary: null, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        _certificates.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Two_silos_form_a_cluster_and_a_gateway_calls_it()
    {
        using var renewed = new CertificateFolder(authority: _certificates);
        await using var second = await TlsSilo.StartAsync(renewed.Load(ClusterRole.Silo), _log, Silo.SiloPort, Cancellation);
        using var tls = _certificates.Load(ClusterRole.Gateway);
        using var gateway = TlsSilo.CreateClient(tls, _log, second.GatewayPort);

        await gateway.StartAsync(Cancellation);
        var management = gateway.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts(onlyActive: true, Cancellation);
        await gateway.StopAsync(Cancellation);

        Assert.Equal(
            new[] { Silo.SiloPort.Port, second.SiloPort.Port }.Order(), hosts.Keys.Select(address => address.Endpoint.Port).Order());
    }

    [Fact]
    public async Task A_client_without_TLS_is_turned_away()
    {
        using var plain = TlsSilo.CreateClient(tls: null, _log, Silo.GatewayPort);

        await Assert.ThrowsAnyAsync<Exception>(() => plain.StartAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_without_a_certificate_is_refused_on_either_port(bool atGatewayPort)
    {
        var line = await ConnectAsync(atGatewayPort ? Silo.GatewayPort : Silo.SiloPort, certificate: null);

        Assert.Contains("it showed no certificate", line, StringComparison.Ordinal);
        Assert.Contains(atGatewayPort ? "gateway port" : "silo port", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterRole.Silo)]
    [InlineData(ClusterRole.Gateway)]
    public async Task A_certificate_of_another_authority_is_refused(ClusterRole role)
    {
        using var strangers = new CertificateFolder();
        using var tls = strangers.Load(role);

        var line = await ConnectAsync(Silo.GatewayPort, tls);

        Assert.Contains("not of this cluster's authority", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_is_refused_on_the_silo_port()
    {
        using var tls = _certificates.Load(ClusterRole.Gateway);

        var line = await ConnectAsync(Silo.SiloPort, tls);

        Assert.Contains("of a role that has no business here", line, StringComparison.Ordinal);
        Assert.Contains("CN=SDTP gateway", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        var past = new PastClock(TimeSpan.FromDays(CertificateFolder.Days + 1));
        using var old = new CertificateFolder(past);
        await using var silo = await StartSiloTrustingAsync(old);
        using var tls = old.Load(ClusterRole.Gateway, past);

        var line = await ConnectAsync(silo.GatewayPort, tls);

        Assert.Contains("expired", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_refuses_a_silo_of_another_cluster()
    {
        using var strangers = new CertificateFolder();
        using var tls = strangers.Load(ClusterRole.Gateway);
        using var gatewayLog = new LogLines(); // the silo refuses the gateway too, and may say so first
        using var gateway = TlsSilo.CreateClient(tls, gatewayLog, Silo.GatewayPort);

        await Assert.ThrowsAnyAsync<Exception>(() => gateway.StartAsync(Cancellation));

        var line = await gatewayLog.NextAsync(Cancellation);
        Assert.Contains("connected to as a silo): its certificate is not of", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_refuses_another_gateway_that_poses_as_a_silo()
    {
        using var tls = _certificates.Load(ClusterRole.Gateway);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var impostor = PoseAsync(listener, tls);
        using var gateway = TlsSilo.CreateClient(tls, _log, (IPEndPoint)listener.LocalEndpoint);

        await Assert.ThrowsAnyAsync<Exception>(() => gateway.StartAsync(Cancellation));

        Assert.Contains("of a role that has no business here", await _log.NextAsync(Cancellation), StringComparison.Ordinal);
        await impostor;
    }

    /// <summary>Shakes hands, waits for the silo to hang up, and gives the line that it logged.</summary>
    private async Task<string> ConnectAsync(IPEndPoint port, ClusterTls? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(port, Cancellation);
        await using var stream = new SslStream(socket.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ClientCertificateContext = certificate is null
                        ? null
                        : SslStreamCertificateContext.Create(certificate.Certificate, additionalCertificates: null, offline: true),
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                },
                Cancellation);

            // Of a TLS 1.3 client's certificate the client hears only after its own side of the handshake is done.
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancellation));
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // An alert in place of an end.
        }

        return await _log.NextAsync(Cancellation);
    }

    /// <summary>A silo with a valid certificate that trusts the authority of an expired one as well.</summary>
    private async Task<TlsSilo> StartSiloTrustingAsync(CertificateFolder old)
    {
        var authority = await File.ReadAllTextAsync(old.File("ca.pem"), Cancellation);
        await File.AppendAllTextAsync(_certificates.File("ca.pem"), authority, Cancellation);
        return await TlsSilo.StartAsync(_certificates.Load(ClusterRole.Silo), _log, Silo.SiloPort, Cancellation);
    }

    private static async Task PoseAsync(TcpListener listener, ClusterTls tls)
    {
        using var socket = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = new SslStream(socket.GetStream());
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = tls.Certificate }, Cancellation);
            await stream.ReadExactlyAsync(new byte[1], Cancellation);
        });
    }

    private sealed class PastClock(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - ago;
    }
}
