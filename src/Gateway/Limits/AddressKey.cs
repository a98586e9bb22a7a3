using System.Net;
using System.Net.Sockets;

namespace Sdtp.Gateway.Limits;

/// <summary>What limits per address count by: one IPv4 address, or the /64 network that one IPv6 customer commonly has to himself.</summary>
internal readonly record struct AddressKey
{
    private readonly UInt128 _bits;

    private AddressKey(UInt128 bits, bool isLoopback)
    {
        _bits = bits;
        IsLoopback = isLoopback;
    }

    internal bool IsLoopback { get; }

    internal static AddressKey Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return default;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }

        return new AddressKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), IPAddress.IsLoopback(address));
    }
}
