namespace Sdtp.Gateway.Configuration;

/// <summary>Everything that can be set of a gateway in a process of its own.</summary>
public static class GatewayProgramSettings
{
    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting<GatewayHostOptions>> All { get; } =
    [
        .. GatewaySettings.Of<GatewayHostOptions>(),
        .. OperatingSettings.Of<GatewayHostOptions>(),
        .. ClusterSettings.Of<GatewayHostOptions>(),
    ];
}
