using System.Net;
using System.Net.Sockets;

namespace Sdtp.Silo.Hosting;

/// <summary>
/// A loopback port that was free a moment ago. Orleans names a silo by its port before it listens, so it cannot take any free one by
/// itself.
/// </summary>
internal static class LoopbackPort
{
    internal static int FindFree(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
