using System.Net;
using Sdtp.Gateway.Configuration;
using Sdtp.Grains;

namespace Sdtp.Silo;

/// <summary>
/// How one relay process runs. The limits of the gateway and of the mailboxes are options of their own, validated at the start.
/// </summary>
public sealed class SiloOptions : GatewayHostOptions
{
    /// <summary>Folder of the database, the certificate and the lock; relative to the current directory.</summary>
    public string DataFolder { get; set; } = "./data";

    /// <summary>Where mailboxes and grain state are kept.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Sqlite;

    /// <summary>Address at which other silos and gateway processes reach this silo.</summary>
    public IPAddress SiloAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Port between silos; zero takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for gateway processes, with <see cref="StorageKind.Azure"/> only; zero takes a free one.</summary>
    public int SiloGatewayPort { get; set; }

    /// <summary>Whether this process serves clients itself. Null: with <see cref="StorageKind.Sqlite"/> only.</summary>
    public bool? HostsGateway { get; set; }

    /// <summary>Where the Orleans dashboard listens, on loopback only, or null for none.</summary>
    public IPEndPoint? Dashboard { get; set; }

    internal bool IsGatewayHosted => HostsGateway ?? Storage == StorageKind.Sqlite;

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
