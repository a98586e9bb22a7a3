using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Sdtp.Clustering.Tls;
using Sdtp.TestKit.Processes;

namespace Sdtp.Clustering.Tests.Tls;

/// <summary>A silo, or a client of silos, on real loopback sockets under mutual TLS.</summary>
internal sealed class TlsSilo(IHost host, ClusterTls tls, IPEndPoint silo, IPEndPoint gateway) : IAsyncDisposable
{
    private const string ClusterName = "tls";

    internal IPEndPoint SiloPort => silo;

    internal IPEndPoint GatewayPort => gateway;

    internal static async Task<TlsSilo> StartAsync(
        ClusterTls tls, ILoggerProvider log, IPEndPoint? primary, CancellationToken cancellationToken)
    {
        var silo = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        var gateway = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        var builder = CreateBuilder(log);
        builder.UseOrleans(options => options
            .UseLocalhostClustering(silo.Port, gateway.Port, primary, serviceId: ClusterName, clusterId: ClusterName)
            .UseClusterTls(tls));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new TlsSilo(host, tls, silo, gateway);
    }

    internal static IHost CreateClient(ClusterTls? tls, ILoggerProvider log, IPEndPoint gateway)
    {
        var builder = CreateBuilder(log);
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(gateway);
            client.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = ClusterName);

            // By default a client tries for ever.
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            if (tls is not null)
            {
                client.UseClusterTls(tls);
            }
        });
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        tls.Dispose();
    }

    private static HostApplicationBuilder CreateBuilder(ILoggerProvider log)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(log);
        return builder;
    }
}
