using System.Net;
using Microsoft.Extensions.Logging;
using Sdtp.Gateway;
using Sdtp.Grains;
using Sdtp.Protocol;

namespace Sdtp.Silo;

/// <summary>
/// How one relay process runs. The limits of the gateway and of the mailboxes are options of their own, validated at the start.
/// </summary>
public sealed class SiloOptions
{
    /// <summary>Address and port for clients; port zero takes a free one.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, ProtocolLimits.DefaultPort);

    /// <summary>Folder of the database, the certificate and the lock; relative to the current directory.</summary>
    public string DataFolder { get; set; } = "./data";

    /// <summary>
    /// A certificate to show in place of the one in the data folder: PEM, or PKCS#12 without a password. Null for the relay's own.
    /// </summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM of the private key of <see cref="CertificatePath"/>, or null where it lies in the same file.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>Where mailboxes and grain state are kept.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Sqlite;

    /// <summary>
    /// Connection strings of the storage accounts, in an order that is never changed; secrets. Excludes <see cref="StorageEndpoints"/>.
    /// </summary>
    public IReadOnlyList<string> StorageConnectionStrings { get; set; } = [];

    /// <summary>Table endpoints of the storage accounts, used with DefaultAzureCredential.</summary>
    public IReadOnlyList<Uri> StorageEndpoints { get; set; } = [];

    /// <summary>Which silos belong together.</summary>
    public string ClusterId { get; set; } = "sdtp";

    /// <summary>Whose data it is, which outlives a cluster.</summary>
    public string ServiceId { get; set; } = "sdtp";

    /// <summary>Address at which other silos and gateway processes reach this silo.</summary>
    public IPAddress SiloAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Port between silos; zero takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for gateway processes, with <see cref="StorageKind.Azure"/> only; zero takes a free one.</summary>
    public int SiloGatewayPort { get; set; }

    /// <summary>Whether this process serves clients itself. Null: with <see cref="StorageKind.Sqlite"/> only.</summary>
    public bool? HostsGateway { get; set; }

    internal bool IsGatewayHosted => HostsGateway ?? Storage == StorageKind.Sqlite;

    /// <summary>The least severe log entries that are written to standard error.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Warning;

    /// <summary>Changes the gateway's options.</summary>
    public Action<GatewayOptions>? Gateway { get; set; }

    /// <summary>Changes the mailboxes' options.</summary>
    public Action<MailboxOptions>? Mailboxes { get; set; }
}

/// <summary>Where a relay keeps its data.</summary>
public enum StorageKind
{
    /// <summary>A file in the data folder, for one process.</summary>
    Sqlite,

    /// <summary>Azure Storage, for the silos of a cluster.</summary>
    Azure,
}
