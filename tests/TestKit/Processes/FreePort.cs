using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sdtp.TestKit.Processes;

/// <summary>
/// Loopback ports that stay free until their owner listens on them, also across a restart. A port that the system hands out (port 0) and
/// that is closed again may at once become the near end of somebody's outgoing connection; these lie below that range.
/// </summary>
public static class FreePort
{
    // Linux takes outgoing ports from 32768 up, other systems from 49152 up.
    private const int First = 20_000;
    private const int Last = 29_999;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port on which nobody listens, never given twice in one process.</summary>
    /// <exception cref="InvalidOperationException">None is left.</exception>
    public static int Find()
    {
        // Test programs run beside each other, so each looks in an order of its own.
        var start = Random.Shared.Next(First, Last + 1);
        for (var i = 0; i <= Last - First; i++)
        {
            var port = First + ((start - First + i) % (Last - First + 1));
            if (IsFree(port) && Given.TryAdd(port, true))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"Every port from {First} to {Last} is in use.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
