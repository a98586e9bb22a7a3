using System.Net;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Hosting;

/// <summary>What options must be together.</summary>
internal static class OptionRules
{
    /// <exception cref="StartException">They contradict each other, or something is missing.</exception>
    internal static void Check(SiloOptions options)
    {
        if (Complaint(options) is { } complaint)
        {
            throw new StartException(complaint, isBadOption: true);
        }
    }

    private static string? Complaint(SiloOptions options)
    {
        var account = StorageAccountRule.Complaint(options, "--storage azure needs a storage account");
        return options switch
        {
            { Storage: StorageKind.Azure } when account is not null => account,
            { Storage: StorageKind.Sqlite, HostsGateway: false } =>
                "--gateway false needs --storage azure: a relay on SQLite is one process, and clients could not reach it.",
            { Storage: StorageKind.Sqlite, SiloGatewayPort: not 0 } =>
                "--silo-gateway-port needs --storage azure: a relay on SQLite is one process.",
            { Storage: StorageKind.Sqlite } when !IPAddress.IsLoopback(options.SiloAddress) =>
                "--silo-address needs --storage azure: a relay on SQLite is one process.",
            { Storage: StorageKind.Sqlite, ClusterTlsFolder: not null } =>
                "--cluster-tls needs --storage azure: a relay on SQLite is one process.",
            { ClusterTlsFolder: null } when !IPAddress.IsLoopback(options.SiloAddress) =>
                $"--silo-address {options.SiloAddress} can be reached by other machines, and whoever reaches a silo commands it: "
                + "give it certificates with --cluster-tls (sdtp-admin certificates makes them), or use a loopback address.",
            _ => null,
        };
    }
}
