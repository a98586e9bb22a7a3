namespace Sdtp.Silo.Configuration;

/// <summary>Where the relay keeps its data, and how a silo finds the others and is found.</summary>
internal static class ClusterSettings
{
    private const string Port = "a port, 0 to 65535";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new(
            "--storage",
            "KIND",
            "sqlite: one process on a file in the data folder (default); azure: a silo of a cluster on Azure Storage.",
            SettingText.TryStorage,
            "sqlite or azure"),
        new(
            "--storage-connection-string",
            "TEXT",
            "Connection strings of the storage accounts, one a line.",
            SettingText.TryConnectionStrings,
            "the connection string of a storage account",
            IsSecret: true),
        new(
            "--storage-endpoint",
            "URL",
            "Table endpoint of the storage account, in place of a connection string; entered with DefaultAzureCredential.",
            SettingText.TryEndpoints,
            "an https URL, such as https://account.table.core.windows.net"),
        new(
            "--cluster-id",
            "NAME",
            "Which silos belong together (default sdtp).",
            static (o, text) => (o.ClusterId = text).Length > 0,
            "a name"),
        new(
            "--service-id",
            "NAME",
            "Whose data it is, which outlives a cluster (default sdtp).",
            static (o, text) => (o.ServiceId = text).Length > 0,
            "a name"),
        new(
            "--silo-address",
            "IP",
            "Address at which other silos and gateways reach this silo (default 127.0.0.1).",
            SettingText.TrySiloAddress,
            "an IP address"),
        new("--silo-port", "PORT", "Port between silos (default: a free one).", SettingText.TrySiloPort, Port),
        new(
            "--silo-gateway-port",
            "PORT",
            "Port for gateway processes, with --storage azure (default: a free one).",
            SettingText.TrySiloGatewayPort,
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
