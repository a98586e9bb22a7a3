namespace Sdtp.Gateway.Observability;

/// <summary>Whether grains answer: in a silo that it is active, in a gateway of its own that it has reached a silo.</summary>
internal sealed class ClusterReadiness(IGrainFactory grains) : IReadinessCheck
{
    public string Subject => "cluster";

    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return hosts.Count == 0 ? "has no active silo" : null;
    }
}
