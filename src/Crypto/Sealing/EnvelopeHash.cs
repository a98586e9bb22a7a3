using System.Security.Cryptography;

namespace Sdtp.Crypto.Sealing;

/// <summary>SHA-256 of a whole envelope: tells a redelivery from a second message under the same id.</summary>
public readonly record struct EnvelopeHash
{
    /// <summary>Length of the hash in bytes.</summary>
    public const int Length = Sha256Value.Length;

    private readonly Sha256Value _value;

    /// <summary>Takes a hash of exactly 32 bytes, as stored.</summary>
    /// <param name="bytes">Thirty-two bytes.</param>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public EnvelopeHash(ReadOnlySpan<byte> bytes) => _value = new Sha256Value(bytes, "An EnvelopeHash");

    /// <summary>The hash of an envelope.</summary>
    /// <param name="envelope">The whole envelope, header included.</param>
    public static EnvelopeHash Of(ReadOnlySpan<byte> envelope) => new(SHA256.HashData(envelope));

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => _value.ToArray();

    /// <summary>The 64 lower-case hex digits.</summary>
    public override string ToString() => _value.ToHex();
}
