using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Hosting;
using Sdtp.Grains;
using Sdtp.Silo.Hosting;
using Sdtp.Storage.Sqlite;

namespace Sdtp.Silo;

/// <summary>One relay process: a silo on loopback, the grains, the embedded storage and the gateway, in one host.</summary>
public static class SiloHost
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    // A call that has not come back by then is not going to; the sender is told to try again while it still waits.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Builds the host; nothing is opened yet and nothing listens.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="configure">Changes what was registered, last of all: for tests that put something in between.</param>
    public static IHost Create(SiloOptions options, Action<IHostApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.GetFullPath(options.DataFolder);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        AddLogging(builder, options);
        builder.Services.AddSingleton(provider => LoadTls(options, folder, provider.GetRequiredService<TimeProvider>()));
        EmbeddedStorage.Add(builder.Services, folder);
        AddSilo(builder, options);
        builder.Services.AddSdtpGrains(options.Mailboxes);
        builder.Services.AddSdtpGateway(gateway =>
        {
            gateway.Listen = options.Listen;
            options.Gateway?.Invoke(gateway);
        });
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Starts a host that <see cref="Create"/> has built; when it is done, clients can connect.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The options that it was built from.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="SiloStartException">One line on what is wrong and what to do.</exception>
    public static async Task StartAsync(IHost host, SiloOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            // Opened first: what is wrong with the folder is then said before a silo has been started for nothing.
            _ = host.Services.GetRequiredService<SqliteStore>();
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await StopQuietlyAsync(host).ConfigureAwait(false);
            throw StartFailures.Explain(e, options);
        }
    }

    /// <summary>What had started is stopped in order, or it would complain of its services vanishing under it.</summary>
    private static async Task StopQuietlyAsync(IHost host)
    {
        try
        {
            await host.StopAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The reason for the failed start is what the operator needs to hear.
        }
    }

    private static void AddLogging(HostApplicationBuilder builder, SiloOptions options)
    {
        builder.Logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel >= LogLevel.Warning)
        {
            // Advice to use the server GC, a start-up false alarm, and a start that failed, which is told in one line elsewhere.
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
            builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        }

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });

        // Standard output is for the address; a script may read it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddSilo(HostApplicationBuilder builder, SiloOptions options) => builder.UseOrleans(silo =>
    {
        // Alone and on loopback: without mutual TLS between silos nothing may listen elsewhere.
        var port = options.SiloPort == 0 ? LoopbackPort.FindFree() : options.SiloPort;
        silo.UseLocalhostClustering(port, gatewayPort: 0, primarySiloEndpoint: null, serviceId: "sdtp", clusterId: "sdtp");
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = IPAddress.Loopback;
            endpoint.GatewayPort = 0;
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
    });

    private static TlsIdentity LoadTls(SiloOptions options, string folder, TimeProvider clock) => options.CertificatePath is { } path
        ? TlsIdentity.Load(Path.GetFullPath(path), options.CertificateKeyPath is { } key ? Path.GetFullPath(key) : null)
        : TlsIdentity.LoadOrCreate(folder, clock);
}
