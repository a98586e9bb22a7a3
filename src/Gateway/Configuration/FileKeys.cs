namespace Sdtp.Gateway.Configuration;

/// <summary>
/// Keys of appsettings.json that belong to another program of the relay: one file can stand beside all of them, and each takes its own.
/// </summary>
internal static class FileKeys
{
    /// <summary>What only silos read; tests/Silo.Tests compares it with their settings.</summary>
    private static readonly string[] OfSilos =
    [
        "--data", "--storage", "--silo-address", "--silo-port", "--silo-gateway-port", "--gateway", "--dashboard",
        "--mailbox-bytes", "--mailbox-messages", "--retention-seconds", "--retry-window-seconds",
    ];

    private static readonly HashSet<string> Known = new(
        GatewaySettings.Of<GatewayHostOptions>()
            .Concat(OperatingSettings.Of<GatewayHostOptions>())
            .Concat(ClusterSettings.Of<GatewayHostOptions>())
            .Select(setting => setting.FileKey)
            .Concat(OfSilos.Select(Setting<GatewayHostOptions>.FileKeyOf)),
        StringComparer.OrdinalIgnoreCase);

    internal static bool IsKnown(string key) => Known.Contains(key);
}
