using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Sdtp.Admin.Configuration;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Hosting;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Admin.Explain;

/// <summary>
/// Asks a cluster where a user's grain is, as an Orleans client of it. The grain itself is not called, so it stays asleep.
/// </summary>
internal static class ClusterLocator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    internal static async Task<Whereabouts> FindAsync(AdminOptions options, UserId userId, CancellationToken cancellationToken)
    {
        if (!options.IsCluster)
        {
            return new(
                ActivationState.Unknown, Reason: "a relay on SQLite is one process, and is not asked");
        }

        using var host = Create(options);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await host.StartAsync(patience.Token);
            var grains = host.Services.GetRequiredService<IClusterClient>();
            var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.GetUser(userId), patience.Token);
            return address is null
                ? new(ActivationState.Inactive)
                : new(ActivationState.Active, address.Endpoint.ToString());
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: what the store tells is worth showing without it.
            var tls = options.ClusterTlsFolder is null ? ", and whether the cluster wants --cluster-tls" : "";
            return new(ActivationState.Unknown, Reason: $"no silo answers: see whether one runs and can be reached from here{tls}");
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static IHost Create(AdminOptions options)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Patience);
            client.Services.AddAzureGatewayList(clustering => ClusterTables.Configure(clustering, options));
            if (LoadTls(options) is { } tls)
            {
                client.UseClusterTls(tls);
            }
        });
        return builder.Build();
    }

    /// <summary>The machine of a silo has the certificate of a silo only, that of a gateway the other.</summary>
    private static ClusterTls? LoadTls(AdminOptions options)
    {
        var isSilosOnly = options.ClusterTlsFolder is { } folder
            && !File.Exists(Path.Combine(folder, "gateway.pem")) && File.Exists(Path.Combine(folder, "silo.pem"));
        return ClusterCertificate.Load(options, isSilosOnly ? ClusterRole.Silo : ClusterRole.Gateway);
    }
}
