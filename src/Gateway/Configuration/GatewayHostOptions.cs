using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Sdtp.Protocol;

namespace Sdtp.Gateway.Configuration;

/// <summary>How a program with a gateway runs: what a gateway process and a silo have in common.</summary>
public class GatewayHostOptions
{
    private const string DefaultServiceId = "sdtp";
    private const string TablePrefix = "Sdtp";
    private const int TableHashBytes = 8;

    /// <summary>Address and port for clients; port zero takes a free one.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, ProtocolLimits.DefaultPort);

    /// <summary>
    /// A certificate to show in place of the one in the data folder: PEM, or PKCS#12 without a password. Null for the relay's own.
    /// </summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM of the private key of <see cref="CertificatePath"/>, or null where it lies in the same file.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>
    /// Connection strings of the storage accounts, in an order that is never changed; secrets. Excludes <see cref="StorageEndpoints"/>.
    /// </summary>
    public IReadOnlyList<string> StorageConnectionStrings { get; set; } = [];

    /// <summary>Table endpoints of the storage accounts, used with DefaultAzureCredential.</summary>
    public IReadOnlyList<Uri> StorageEndpoints { get; set; } = [];

    /// <summary>Which silos belong together.</summary>
    public string ClusterId { get; set; } = "sdtp";

    /// <summary>Whose data it is, which outlives a cluster. Relays that share a storage account have one each.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;

    /// <summary>
    /// What the tables of this relay begin with: users, mailboxes and the relay's identity belong to a service, and one storage account may
    /// hold several. A service id can have any character and any length, and a table's name cannot; so all but the default go in as a hash.
    /// </summary>
    public string TableNamePrefix => ServiceId == DefaultServiceId
        ? TablePrefix
        : TablePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ServiceId)).AsSpan(0, TableHashBytes));

    /// <summary>
    /// Folder of the certificates for mutual TLS between silos and gateway processes. Null: none, and silos on loopback only.
    /// </summary>
    public string? ClusterTlsFolder { get; set; }

    /// <summary>The least severe log entries that are written to standard error.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Warning;

    /// <summary>Whether log entries are JSON, one object a line.</summary>
    public bool JsonLogs { get; set; }

    /// <summary>Where the health endpoint listens, or null for none.</summary>
    public IPEndPoint? Health { get; set; }

    /// <summary>Whether the health endpoint also shows metrics for Prometheus.</summary>
    public bool Metrics { get; set; }

    /// <summary>Changes the gateway's options.</summary>
    public Action<GatewayOptions>? Gateway { get; set; }
}
