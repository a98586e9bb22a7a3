using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>Where the relay keeps its data, and how a silo is reached by the others.</summary>
internal static class ClusterSiloSettings
{
    private const string Port = "a port, 0 to 65535";

    internal static IReadOnlyList<Setting<SiloOptions>> All { get; } =
    [
        new(
            "--storage",
            "KIND",
            "sqlite: one process on a file in the data folder (default); azure: a silo of a cluster on Azure Storage.",
            SiloSettingText.TryStorage,
            "sqlite or azure"),
        new(
            "--silo-address",
            "IP",
            "Address at which other silos and gateways reach this silo; auto: the only one of this machine (default 127.0.0.1).",
            SiloSettingText.TrySiloAddress,
            "an IP address, or auto"),
        new("--silo-port", "PORT", "Port between silos (default: a free one).", SiloSettingText.TrySiloPort, Port),
        new(
            "--silo-gateway-port",
            "PORT",
            "Port for gateway processes, with --storage azure (default: a free one).",
            SiloSettingText.TrySiloGatewayPort,
            Port),
        new(
            "--gateway",
            "true|false",
            "Whether clients connect to this very process (default: true with sqlite, false with azure).",
            TryGateway,
            "true or false"),
    ];

    private static bool TryGateway(SiloOptions options, string text)
    {
        var isValid = bool.TryParse(text, out var isHosted);
        options.HostsGateway = isHosted;
        return isValid;
    }
}
