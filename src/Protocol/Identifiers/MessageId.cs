using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sdtp.Protocol.Identifiers;

/// <summary>The sender's 16 random bytes that make a retry recognisable. Unique per sender and recipient.</summary>
public readonly record struct MessageId
{
    /// <summary>Length of the identifier in bytes.</summary>
    public const int Length = 16;

    private readonly UInt128 _value;

    /// <summary>Takes an identifier of exactly 16 bytes.</summary>
    /// <param name="bytes">Sixteen bytes.</param>
    /// <exception cref="ArgumentException">The span is not 16 bytes long.</exception>
    public MessageId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A MessageId is {Length} bytes, got {bytes.Length}.", nameof(bytes));
        }

        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>A new random identifier.</summary>
    public static MessageId New()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return new MessageId(bytes);
    }

    /// <summary>Copies the 16 bytes to the start of <paramref name="destination"/>.</summary>
    /// <param name="destination">A span of at least 16 bytes.</param>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>The 16 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The 32 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Reads 32 hex digits of either case.</summary>
    /// <param name="text">The hex digits.</param>
    /// <exception cref="FormatException">The text is not 32 hex digits.</exception>
    public static MessageId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException("A MessageId is 32 hex digits.");

    /// <summary>Reads 32 hex digits of either case; false when the text is anything else.</summary>
    /// <param name="text">The hex digits.</param>
    /// <param name="value">The identifier, when the text is one.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out MessageId value)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Length * 2
            || Convert.FromHexString(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != Length)
        {
            value = default;
            return false;
        }

        value = new MessageId(bytes);
        return true;
    }
}
