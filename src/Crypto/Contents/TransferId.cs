using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sdtp.Crypto.Contents;

/// <summary>The sender's 16 random bytes that hold the parts of one file together. Unique per sender.</summary>
public readonly record struct TransferId
{
    /// <summary>Length of the identifier in bytes.</summary>
    public const int Length = 16;

    private readonly UInt128 _value;

    /// <summary>Takes an identifier of exactly 16 bytes.</summary>
    /// <param name="bytes">Sixteen bytes.</param>
    /// <exception cref="ArgumentException">The span is not 16 bytes long.</exception>
    public TransferId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A TransferId is {Length} bytes, got {bytes.Length}.", nameof(bytes));
        }

        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>A new random identifier.</summary>
    public static TransferId New()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return new TransferId(bytes);
    }

    /// <summary>The 16 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return bytes;
    }

    /// <summary>The 32 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
