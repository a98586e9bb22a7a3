using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>
/// The address of this machine, for a container, which only learns it when it starts. Taken only when there is no choice: a silo that tells
/// the others a wrong address is a member that nobody can reach.
/// </summary>
internal static class OwnAddress
{
    /// <exception cref="StartException">There is none, or there are several.</exception>
    internal static IPAddress Find() => Choose(
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address));

    /// <summary>The only IPv4 address beside loopback; where there is none, the only IPv6 address that reaches beyond its link.</summary>
    /// <exception cref="StartException">There is none, or there are several.</exception>
    internal static IPAddress Choose(IEnumerable<IPAddress> addresses)
    {
        var found = addresses.Where(address => !IPAddress.IsLoopback(address) && !IsOfItsLinkOnly(address)).ToList();
        var oldFirst = found.Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToList();
        var candidates = oldFirst.Count > 0 ? oldFirst : found;
        return candidates switch
        {
            [var only] => only,
            [] => throw Refuse("this machine has no address beside loopback"),
            _ => throw Refuse($"this machine has {candidates.Count} addresses ({string.Join(", ", candidates)})"),
        };
    }

    private static bool IsOfItsLinkOnly(IPAddress address) =>
        address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);

    private static StartException Refuse(string found) =>
        new($"--silo-address auto cannot choose: {found}. Name the one at which other silos reach it.", isBadOption: true);
}
