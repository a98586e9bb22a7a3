using System.Net;

namespace Sdtp.Gateway.Hosting;

/// <summary>Addresses to connect to on this machine.</summary>
public static class LocalAddress
{
    /// <summary>
    /// Where a program of this machine connects to what listens there. A listener on all addresses (0.0.0.0) is reached over loopback;
    /// 0.0.0.0 itself is nobody's address, though some systems let a client get away with it.
    /// </summary>
    /// <param name="listening">Address and port listened on.</param>
    public static IPEndPoint Reach(IPEndPoint listening)
    {
        ArgumentNullException.ThrowIfNull(listening);
        return listening.Address switch
        {
            var any when any.Equals(IPAddress.Any) => new IPEndPoint(IPAddress.Loopback, listening.Port),
            var any when any.Equals(IPAddress.IPv6Any) => new IPEndPoint(IPAddress.IPv6Loopback, listening.Port),
            _ => listening,
        };
    }

    /// <summary>The address that a client of this machine is given, with the fingerprint of the TLS key where there is one.</summary>
    /// <param name="gateway">A gateway that listens.</param>
    public static string Of(IGatewayAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        var address = $"sdtp://{Reach(gateway.EndPoint)}";
        return gateway.KeyPin is { } pin ? $"{address}#{pin}" : address;
    }
}
