using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sdtp.Crypto.Sealing;

/// <summary>A SHA-256 hash held by value: what the hashes of this project that have a name of their own are made of.</summary>
internal readonly record struct Sha256Value
{
    internal const int Length = SHA256.HashSizeInBytes;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <param name="bytes">Thirty-two bytes.</param>
    /// <param name="what">What they are, for the exception.</param>
    internal Sha256Value(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"{what} is {Length} bytes, got {bytes.Length}.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    internal byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    internal string ToHex() => Convert.ToHexStringLower(ToArray());
}
