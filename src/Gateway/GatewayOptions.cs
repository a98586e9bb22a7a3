using System.Net;
using Sdtp.Protocol;

namespace Sdtp.Gateway;

/// <summary>Where a gateway listens and how much it lets one connection, one address and everybody together take.</summary>
public sealed class GatewayOptions
{
    /// <summary>Address and port to listen on; port zero takes a free one.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, ProtocolLimits.DefaultPort);

    /// <summary>Plain TCP in place of TLS. On loopback only, unless <see cref="PlaintextOnAnyAddress"/> insists.</summary>
    public bool Plaintext { get; set; }

    /// <summary>
    /// Lets plain TCP listen on an address that other machines can reach: whoever is on the path sees who talks to whom, and can cut in.
    /// </summary>
    public bool PlaintextOnAnyAddress { get; set; }

    /// <summary>Most connections at once.</summary>
    public int ConnectionsMax { get; set; } = 32_768;

    /// <summary>Most connections at once from one IPv4 address or one IPv6 /64 network.</summary>
    public int ConnectionsPerAddressMax { get; set; } = 256;

    /// <summary>
    /// Whether the limits per address hold for loopback too. Off by default: all programs of this machine, and everybody behind a proxy on
    /// it, share that one address.
    /// </summary>
    public bool LimitLoopback { get; set; }

    /// <summary>Time for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the handshake to HELLO.</summary>
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from HELLO, or from LOGOUT, to a login.</summary>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Time without a frame after which a connection is closed; told in HELLO.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Time that one write to a client may take before the connection is cut.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that a closing connection has for its unanswered requests.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Unanswered requests of one connection at which the gateway stops reading from it; told in HELLO.</summary>
    public int PendingRequestsMax { get; set; } = 256;

    /// <summary>Unanswered envelope bytes of one connection at which the gateway stops reading from it.</summary>
    public int PendingBytesMax { get; set; } = 2 * 1024 * 1024;

    /// <summary>Unsent bytes of one connection at which the gateway stops reading from it and pushing to it.</summary>
    public int OutboundBytesMax { get; set; } = 256 * 1024;

    /// <summary>Most envelopes in one call to a recipient's mailbox.</summary>
    public int AppendMessagesMax { get; set; } = 256;

    /// <summary>Most envelope bytes in one call to a recipient's mailbox, when it is more than one envelope.</summary>
    public int AppendBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Most recipients of one session whose gate a refusal has closed; at the limit the connection is closed.</summary>
    public int ClosedGatesMax { get; set; } = 4_096;

    /// <summary>Most messages pushed to a subscriber and not yet acknowledged; a client may ask for fewer. Told in HELLO.</summary>
    public int DeliveryWindowMax { get; set; } = 1_024;

    /// <summary>How often a session that receives renews its lease and reads its mailbox again, in case a hint was lost.</summary>
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Lookups per minute of one user at this gateway, sustained and in one burst; told in HELLO.</summary>
    public int LookupsPerMinute { get; set; } = 600;

    /// <summary>Login attempts per minute from one address, sustained and in one burst.</summary>
    public int LoginsPerMinute { get; set; } = 120;

    /// <summary>Registration attempts per minute from one address, sustained and in one burst.</summary>
    public int RegistrationsPerMinute { get; set; } = 30;
}
