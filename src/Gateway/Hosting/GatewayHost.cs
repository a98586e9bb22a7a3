using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Identity;
using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Observability;

namespace Sdtp.Gateway.Hosting;

/// <summary>A gateway in a process of its own: an Orleans client that finds the silos in the storage account.</summary>
internal static class GatewayHost
{
    // The drain, the goodbyes and the client's own farewell.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(6);

    // A silo may be dead: a sender is told to try again, and must not wait much longer than it takes the others to find that out.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SiloListRefresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromSeconds(1);

    /// <param name="options">How it runs.</param>
    /// <param name="waits">Called once when no silo answers and it begins to wait for one.</param>
    internal static IHost Create(GatewayHostOptions options, Action waits)
    {
        Check(options);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        HostLogging.Add(builder, options.LogLevel, options.JsonLogs);
        builder.AddSdtpOperating(options);
        if (options.LogLevel >= LogLevel.Warning)
        {
            // A start that failed is told in one line elsewhere, and so is waiting for a silo, once and not every second.
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
            builder.Logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Error);
        }

        builder.Services.AddSingleton<AzureRelayTable>();
        builder.Services.AddSingleton<SharedRelay>();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<SharedRelay>().Identity);
        builder.Services.AddSingleton(provider => options.CertificatePath is { } path
            ? TlsIdentity.Load(Path.GetFullPath(path), options.CertificateKeyPath is { } key ? Path.GetFullPath(key) : null)
            : provider.GetRequiredService<SharedRelay>().Tls);
        builder.UseOrleansClient(client => AddClient(client, options, waits));
        builder.Services.AddSdtpGateway(gateway =>
        {
            gateway.Listen = options.Listen;
            gateway.DrainTimeout = DrainTime;
            options.Gateway?.Invoke(gateway);
        });
        return builder.Build();
    }

    /// <summary>Starts the gateway; waits for silos as long as there are none.</summary>
    /// <returns>False when it was told to stop while it waited.</returns>
    /// <exception cref="StartException">One line on what is wrong and what to do.</exception>
    internal static async Task<bool> TryStartAsync(IHost host, GatewayHostOptions options, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Token);
        try
        {
            var settings = host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
            await host.Services.GetRequiredService<SharedRelay>()
                .ReadAsync(wantsTls: !settings.Plaintext && options.CertificatePath is null, stop.Token).ConfigureAwait(false);
            await host.StartAsync(stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || IsStopping(host))
        {
            return false;
        }
        catch (Exception e)
        {
            throw StartFailures.Explain(e, options, "gateway");
        }
    }

    /// <summary>The host hears the same signals, and may be first to.</summary>
    private static bool IsStopping(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private static void Check(GatewayHostOptions options)
    {
        if (StorageAccountRule.Complaint(options, "A gateway needs the storage account of its silos") is { } complaint)
        {
            throw new StartException(complaint, isBadOption: true);
        }
    }

    private static void AddClient(IClientBuilder client, GatewayHostOptions options, Action waits)
    {
        client.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        client.Configure<Orleans.Configuration.GatewayOptions>(list => list.GatewayListRefreshPeriod = SiloListRefresh);
        client.Services.AddAzureGatewayList(clustering => ClusterTables.Configure(clustering, options));
        if (ClusterCertificate.Load(options, ClusterRole.Gateway) is { } tls)
        {
            client.UseClusterTls(tls);
        }

        var isTold = false;
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            if (!isTold)
            {
                isTold = true;
                waits();
            }

            await Task.Delay(ConnectAgain, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return true;
        });
    }
}
