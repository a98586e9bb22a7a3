namespace Sdtp.Gateway.Hosting;

/// <summary>Where a gateway is between its start and its end.</summary>
internal enum GatewayPhase
{
    Starting,
    Serving,
    Draining,
}
