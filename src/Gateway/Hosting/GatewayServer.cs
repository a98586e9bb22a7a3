using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
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
/// The gateway as a hosted service. It needs a cluster to call, so it is registered after the silo or the client that gives it one: then it
/// starts after it and stops before it.
/// </summary>
internal sealed partial class GatewayServer(
    IOptions<GatewayOptions> options,
    IServiceProvider services,
    IGrainFactory grains,
    ClusterChanges cluster,
    TimeProvider clock,
    ILogger<GatewayServer> logger) : IHostedLifecycleService, IGatewayAddress, IDisposable
{
    private static readonly TimeSpan DeadlinePeriod = TimeSpan.FromSeconds(1);

    // Beyond the drain: for the last flush and the close of the slowest connection, before all that are left are cut.
    private static readonly TimeSpan CloseTime = TimeSpan.FromMilliseconds(200);

    private readonly SessionRegistry _sessions = new();
    private readonly CancellationTokenSource _stopping = new();

    // Orleans holds the object behind a reference weakly: this field keeps it alive.
    private readonly ReceiverDirectory _receivers = new();
    private RateLimits? _limits;
    private IMailboxObserver? _observer;
    private TlsIdentity? _tls;
    private Socket? _socket;
    private GatewayListener? _listener;
    private ITimer? _deadlines;

    public IPEndPoint EndPoint { get; private set; } = options.Value.Listen;

    public Fingerprint? KeyPin { get; private set; }

    /// <summary>Whether it takes new clients, for whoever watches.</summary>
    internal GatewayPhase Phase { get; private set; }

    /// <summary>
    /// Comes before any other service starts: an address in use or a damaged certificate is told before a silo has joined for nothing.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        _tls = settings.Plaintext ? null : Resolve<TlsIdentity>();
        KeyPin = _tls?.KeyPin;
        _socket = GatewayListener.Bind(settings.Listen);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        _limits = new RateLimits(settings);
        _observer = grains.CreateObjectReference<IMailboxObserver>(_receivers);
        var scope = new GatewayScope(
            settings,
            Resolve<RelayIdentity>(),
            _tls?.CertificateHash ?? Fingerprint.None,
            grains,
            new UserGrainCache(grains),
            _limits,
            _sessions,
            _receivers,
            _observer,
            cluster,
            clock,
            logger);
        var socket = _socket ?? throw new InvalidOperationException("The host does not call StartingAsync.");
        var server = new ConnectionServer(scope, _tls is null ? null : TlsOptions(_tls), _stopping.Token);
        _listener = new GatewayListener(socket, server, clock, logger);
        _listener.Start();
        Phase = GatewayPhase.Serving;
        _deadlines = clock.CreateTimer(_ => _sessions.CheckDeadlines(), null, DeadlinePeriod, DeadlinePeriod);
        if (settings.Plaintext)
        {
            LogPlaintext();
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Phase = GatewayPhase.Draining;
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes no more connections, tells the clients, answers what they have asked, and cuts who does not leave.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is null)
        {
            return;
        }

        await _listener.CloseAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _sessions.GoAway();
        try
        {
            await _listener.WhenEmptyAsync().WaitAsync(options.Value.DrainTimeout + CloseTime, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _sessions.Cut();
        }

        if (_deadlines is not null)
        {
            await _deadlines.DisposeAsync().ConfigureAwait(false);
        }

        if (_observer is not null)
        {
            grains.DeleteObjectReference<IMailboxObserver>(_observer);
            _observer = null;
        }
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _socket?.Dispose();
        _limits?.Dispose();
        _stopping.Dispose();
    }

    private static SslServerAuthenticationOptions TlsOptions(TlsIdentity tls) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(tls.Certificate, tls.Chain, offline: true),
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = false,
    };

    private T Resolve<T>()
        where T : notnull =>
        (T)(services.GetService(typeof(T)) ?? throw new InvalidOperationException($"A gateway needs a registered {typeof(T).Name}."));
}
