using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Hosting;

namespace Sdtp.Silo.Hosting;

/// <summary>Tells the gateway inside a silo of a cluster when other silos come and go.</summary>
internal sealed class MembershipWatch(IClusterMembershipService membership, ClusterChanges changes) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        changes.Watch();
        var known = membership.CurrentSnapshot.Version;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken).ConfigureAwait(false))
        {
            if (snapshot.Version > known)
            {
                known = snapshot.Version;
                changes.Report();
            }
        }
    }
}
