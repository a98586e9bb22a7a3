using System.Net;
using Microsoft.Extensions.Logging;
using Sdtp.Gateway;
using Sdtp.Grains;
using Sdtp.Protocol;

namespace Sdtp.Silo;

/// <summary>How one relay process runs. The limits of the gateway and of the mailboxes are options of their own, validated at the start.</summary>
public sealed class SiloOptions
{
    /// <summary>Address and port for clients; port zero takes a free one.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, ProtocolLimits.DefaultPort);

    /// <summary>Folder of the database, the certificate and the lock; relative to the current directory.</summary>
    public string DataFolder { get; set; } = "./data";

    /// <summary>A certificate to show in place of the one in the data folder: PEM, or PKCS#12 without a password. Null for the relay's own.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM of the private key of <see cref="CertificatePath"/>, or null where it lies in the same file.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>Port between silos, on loopback; zero takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>The least severe log entries that are written to standard error.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Warning;

    /// <summary>Changes the gateway's options.</summary>
    public Action<GatewayOptions>? Gateway { get; set; }

    /// <summary>Changes the mailboxes' options.</summary>
    public Action<MailboxOptions>? Mailboxes { get; set; }
}
