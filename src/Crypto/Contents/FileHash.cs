using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sdtp.Crypto.Contents;

/// <summary>SHA-256 of a whole file.</summary>
public readonly record struct FileHash
{
    /// <summary>Length of the hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>Takes a hash of exactly 32 bytes.</summary>
    /// <param name="bytes">Thirty-two bytes.</param>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public FileHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A FileHash is {Length} bytes, got {bytes.Length}.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>The hash of a file.</summary>
    /// <param name="file">All its bytes.</param>
    public static FileHash Of(ReadOnlySpan<byte> file)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(file, hash);
        return new FileHash(hash);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>The 64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
