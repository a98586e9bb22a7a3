using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Connections;
using Sdtp.Gateway.Limits;
using Sdtp.Gateway.Receiving;
using Sdtp.Gateway.Sending;
using Sdtp.Gateway.Sessions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Hosting;

/// <summary>
/// The gateway as a hosted service: a Kestrel server of its own with one listener and no HTTP. It needs a cluster to call, so it is registered after the silo or the client
/// that gives it one: then it starts after it and stops before it.
/// </summary>
internal sealed partial class GatewayServer(
    IOptions<GatewayOptions> options,
    IServiceProvider services,
    IGrainFactory grains,
    TimeProvider clock,
    ILoggerFactory loggers,
    ILogger<GatewayServer> logger) : IHostedService, IGatewayAddress, IDisposable
{
    private static readonly TimeSpan DeadlinePeriod = TimeSpan.FromSeconds(1);

    // The time beyond the drain in which transports close; whoever is left is cut.
    private static readonly TimeSpan CloseTime = TimeSpan.FromMilliseconds(250);

    private readonly SessionRegistry _sessions = new();

    // Orleans holds the object behind a reference weakly: this field keeps it alive.
    private readonly ReceiverDirectory _receivers = new();
    private RateLimits? _limits;
    private IMailboxObserver? _observer;
    private KestrelServer? _server;
    private ITimer? _deadlines;

    public IPEndPoint EndPoint { get; private set; } = options.Value.Listen;

    public Fingerprint? KeyPin { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var tls = settings.Plaintext ? null : Resolve<TlsIdentity>();
        KeyPin = tls?.KeyPin;
        _limits = new RateLimits(settings);
        _observer = grains.CreateObjectReference<IMailboxObserver>(_receivers);
        var scope = new GatewayScope(
            settings,
            Resolve<RelayIdentity>(),
            tls?.CertificateHash ?? Fingerprint.None,
            grains,
            new UserGrainCache(grains),
            _limits,
            _sessions,
            _receivers,
            _observer,
            clock,
            logger);
        _server = new KestrelServer(
            Options.Create(ConfigureKestrel(scope, tls)), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
        await _server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
        EndPoint = BoundTo(_server, settings.Listen);
        _deadlines = clock.CreateTimer(_ => _sessions.CheckDeadlines(), null, DeadlinePeriod, DeadlinePeriod);
        if (settings.Plaintext)
        {
            LogPlaintext();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_deadlines is not null)
        {
            await _deadlines.DisposeAsync().ConfigureAwait(false);
        }

        if (_server is not null)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.Value.DrainTimeout + CloseTime);
            await _server.StopAsync(limit.Token).ConfigureAwait(false);
        }

        if (_observer is not null)
        {
            grains.DeleteObjectReference<IMailboxObserver>(_observer);
        }
    }

    public void Dispose()
    {
        _server?.Dispose();
        _limits?.Dispose();
    }

    private KestrelServerOptions ConfigureKestrel(GatewayScope scope, TlsIdentity? tls)
    {
        var handler = new GatewayConnectionHandler(scope, new ConnectionGate(scope.Options));
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        kestrel.Listen(scope.Options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(handler.Admit);
            if (tls is not null)
            {
                listen.UseHttps(Https(tls, scope.Options));
            }

            listen.Run(handler.OnConnectedAsync);
        });
        return kestrel;
    }

    private static HttpsConnectionAdapterOptions Https(TlsIdentity tls, GatewayOptions options) => new()
    {
        ServerCertificate = tls.Certificate,
        ServerCertificateChain = tls.Chain,
        SslProtocols = SslProtocols.Tls13,
        HandshakeTimeout = options.HandshakeTimeout,
        ClientCertificateMode = ClientCertificateMode.NoCertificate,

        // Kestrel offers HTTP by ALPN, which this is not; without a list any client's is passed over.
        OnAuthenticate = (_, ssl) => ssl.ApplicationProtocols = null,
    };

    private static IPEndPoint BoundTo(KestrelServer server, IPEndPoint wanted)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? wanted : new IPEndPoint(wanted.Address, new Uri(address).Port);
    }

    private T Resolve<T>()
        where T : notnull =>
        (T)(services.GetService(typeof(T)) ?? throw new InvalidOperationException($"A gateway needs a registered {typeof(T).Name}."));

    /// <summary>Kestrel wants an HTTP application; no connection ever reaches it.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException("This listener speaks SDTP only.");

        public void DisposeContext(object context, Exception? exception) => throw new NotSupportedException("This listener speaks SDTP only.");

        public Task ProcessRequestAsync(object context) => throw new NotSupportedException("This listener speaks SDTP only.");
    }
}
