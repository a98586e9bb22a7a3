using Sdtp.Gateway.Hosting;

namespace Sdtp.Gateway.Observability;

/// <summary>Whether the gateway takes new clients.</summary>
internal sealed class GatewayReadiness(GatewayServer gateway) : IReadinessCheck
{
    public string Subject => "gateway";

    public Task<string?> FindFaultAsync(CancellationToken cancellationToken) => Task.FromResult(gateway.Phase switch
    {
        GatewayPhase.Serving => null,
        GatewayPhase.Starting => "does not listen yet",
        _ => "is stopping and takes no new clients",
    });
}
