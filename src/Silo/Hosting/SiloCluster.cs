using Orleans.Configuration;
using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Hosting;

namespace Sdtp.Silo.Hosting;

/// <summary>How a silo stands to the others: alone on loopback, or one of a cluster whose members are in the storage account.</summary>
internal static class SiloCluster
{
    // A call that has not come back by then is not going to; the sender is told to try again while it still waits.
    private static readonly TimeSpan AloneResponseTimeout = TimeSpan.FromSeconds(15);

    // In a cluster a silo may be dead: a caller must not wait much longer than it takes to find that out.
    private static readonly TimeSpan ClusterResponseTimeout = TimeSpan.FromSeconds(5);

    // A killed silo is voted out after three missed probes: about three seconds, where the default takes fifteen. Two would be quicker, but
    // a pause of two seconds is nothing rare on a busy machine, and a silo that is voted out in error restarts.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private const int MissedProbesMax = 3;

    // Votes and gossip tell of a death at once; the table is read anyway, for a silo that gossip did not reach.
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AlivePublished = TimeSpan.FromSeconds(10);

    internal static void Add(ISiloBuilder silo, SiloOptions options)
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        if (options.Storage == StorageKind.Azure)
        {
            JoinCluster(silo, options);
        }
        else
        {
            StandAlone(silo, options);
        }
    }

    private static void StandAlone(ISiloBuilder silo, SiloOptions options)
    {
        var port = PortOf(options, options.SiloPort);
        silo.UseLocalhostClustering(port, gatewayPort: 0, primarySiloEndpoint: null, options.ServiceId, options.ClusterId);
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = options.SiloAddress;
            endpoint.GatewayPort = 0;
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = AloneResponseTimeout);
    }

    private static void JoinCluster(ISiloBuilder silo, SiloOptions options)
    {
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = options.SiloAddress;
            endpoint.SiloPort = PortOf(options, options.SiloPort);
            endpoint.GatewayPort = PortOf(options, options.SiloGatewayPort);
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ClusterResponseTimeout);

        // The default directory can leave two activations of one grain behind when silos come and go. Neither loses a message, for the log
        // is fenced; but who is led to the one that nobody writes to any more waits there for pushes that never come (docs/adr/0019).
#pragma warning disable ORLEANSEXP003 // Experimental: the name may change, and there is nothing else that is consistent and needs no store.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        // It would keep the grains of a dead silo from being activated elsewhere until the silo, were it alive after all, must have
        // noticed: half a minute. Our log fences that silo itself (R6), so nothing is gained by waiting.
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
        if (ClusterCertificate.Load(options, ClusterRole.Silo) is { } tls)
        {
            silo.UseClusterTls(tls);
        }

        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = ProbeTimeout;
            membership.NumMissedProbesLimit = MissedProbesMax;
            membership.TableRefreshTimeout = TableRefresh;
            membership.IAmAliveTablePublishTimeout = AlivePublished;
        });
    }

    private static int PortOf(SiloOptions options, int port) => port == 0 ? LoopbackPort.FindFree(options.SiloAddress) : port;
}
