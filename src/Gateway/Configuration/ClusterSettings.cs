namespace Sdtp.Gateway.Configuration;

/// <summary>Where the processes of a cluster keep what they share, and which belong together.</summary>
public static class ClusterSettings
{
    /// <summary>The settings, for the options of any program of the relay.</summary>
    /// <typeparam name="TOptions">The program's options.</typeparam>
    public static IReadOnlyList<Setting<TOptions>> Of<TOptions>()
        where TOptions : GatewayHostOptions =>
    [
        new(
            "--storage-connection-string",
            "TEXT",
            "Connection strings of the storage accounts, one a line.",
            SettingText.TryConnectionStrings,
            "the connection string of a storage account, or one a line of several",
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
            "Whose data it is: users, mailboxes and the relay's own identity, whatever the cluster (default sdtp).",
            static (o, text) => (o.ServiceId = text).Length > 0,
            "a name"),
        new(
            "--cluster-tls",
            "FOLDER",
            "Certificates for mutual TLS between silos and gateway processes, as sdtp-admin certificates makes them.",
            static (o, text) => (o.ClusterTlsFolder = text).Length > 0,
            "a folder"),
    ];
}
