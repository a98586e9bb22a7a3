using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Keys;

/// <summary>
/// A sealing key as its owner publishes it: a second P-256 key with a rising number and an expiry, signed by the identity key.
/// Wire: <c>number u32 | publicKey 65 | createdAt u64 ms | expiresAt u64 ms | signature 64</c> (149 bytes). A record just read is
/// <em>unverified</em>: call <see cref="IsSignedBy"/> before use.
/// </summary>
/// <param name="Number">Rises by at least one with each new key; never zero.</param>
/// <param name="PublicKey">The key that envelopes are sealed to.</param>
/// <param name="CreatedAtMs">Unix time in milliseconds.</param>
/// <param name="ExpiresAtMs">Unix time in milliseconds after which nobody seals to this key.</param>
/// <param name="Signature">64 bytes, by the owner's identity key, over <see cref="SignedBytes"/>.</param>
public sealed record SealingKeyRecord(
    uint Number, P256PublicKey PublicKey, ulong CreatedAtMs, ulong ExpiresAtMs, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Length of an encoded record in bytes.</summary>
    public const int Length = 4 + P256PublicKey.Length + 8 + 8 + EcdsaSignature.Length;

    private const int UnsignedLength = Length - EcdsaSignature.Length;

    private static ReadOnlySpan<byte> Label => "SDTP1 sealing key\0"u8;

    /// <summary>
    /// What the identity key signs: <c>"SDTP1 sealing key\0" | owner 32 | number | publicKey | createdAt | expiresAt</c>.
    /// </summary>
    /// <param name="owner">The userID whose sealing key this is.</param>
    /// <param name="number">The key's number.</param>
    /// <param name="publicKey">The sealing key.</param>
    /// <param name="createdAtMs">Unix time in milliseconds.</param>
    /// <param name="expiresAtMs">Unix time in milliseconds.</param>
    public static byte[] SignedBytes(UserId owner, uint number, P256PublicKey publicKey, ulong createdAtMs, ulong expiresAtMs)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        var bytes = new byte[Label.Length + UserId.Length + UnsignedLength];
        var writer = new WireWriter(bytes);
        writer.WriteBytes(Label);
        writer.WriteUserId(owner);
        WriteUnsigned(ref writer, number, publicKey, createdAtMs, expiresAtMs);
        return bytes;
    }

    /// <summary>Whether the owner's identity key signed this very record.</summary>
    /// <param name="identityKey">The owner's identity key; the owner's userID is derived from it.</param>
    public bool IsSignedBy(P256PublicKey identityKey)
    {
        ArgumentNullException.ThrowIfNull(identityKey);
        return identityKey.Verify(
            SignedBytes(UserId.Of(identityKey), Number, PublicKey, CreatedAtMs, ExpiresAtMs), Signature.Span);
    }

    /// <summary>
    /// Whether number and times are lawful, whatever the clock says: a number above zero, and an expiry after the creation by at most
    /// <see cref="ProtocolLimits.SealingKeyLifetimeMax"/>.
    /// </summary>
    public bool IsLawful =>
        Number != 0
        && ExpiresAtMs > CreatedAtMs
        && ExpiresAtMs - CreatedAtMs <= (ulong)ProtocolLimits.SealingKeyLifetimeMax.TotalMilliseconds;

    /// <summary>
    /// Whether a relay takes the record at this moment: lawful, not expired, and not created further ahead than
    /// <see cref="ProtocolLimits.SealingKeySkewMax"/>. The signature and the rise of the number are checked apart.
    /// </summary>
    /// <param name="now">The relay's clock.</param>
    public bool IsPublishableAt(DateTimeOffset now)
    {
        var skew = (ulong)ProtocolLimits.SealingKeySkewMax.TotalMilliseconds;
        return IsLawful && !IsExpiredAt(now) && CreatedAtMs <= (ulong)now.ToUnixTimeMilliseconds() + skew;
    }

    /// <summary>Whether nobody may seal to this key any more.</summary>
    /// <param name="now">The clock of whoever asks.</param>
    public bool IsExpiredAt(DateTimeOffset now) => (ulong)now.ToUnixTimeMilliseconds() >= ExpiresAtMs;

    /// <summary>Whether two records are the same 149 bytes.</summary>
    /// <param name="other">The other record.</param>
    public bool Equals(SealingKeyRecord? other) =>
        other is not null && Number == other.Number && CreatedAtMs == other.CreatedAtMs && ExpiresAtMs == other.ExpiresAtMs
        && PublicKey.Equals(other.PublicKey) && Signature.Span.SequenceEqual(other.Signature.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, PublicKey, CreatedAtMs, ExpiresAtMs);

    internal void Write(ref WireWriter writer)
    {
        WriteUnsigned(ref writer, Number, PublicKey, CreatedAtMs, ExpiresAtMs);
        writer.WriteFixed(Signature.Span, EcdsaSignature.Length);
    }

    internal static bool TryRead(ref WireReader reader, [NotNullWhen(true)] out SealingKeyRecord? record)
    {
        record = null;
        if (!reader.TryReadUInt32(out var number)
            || !reader.TryReadPublicKey(out var publicKey)
            || !reader.TryReadUInt64(out var createdAt)
            || !reader.TryReadUInt64(out var expiresAt)
            || !reader.TryReadBytes(EcdsaSignature.Length, out var signature))
        {
            return false;
        }

        record = new SealingKeyRecord(number, publicKey, createdAt, expiresAt, signature.ToArray());
        return true;
    }

    /// <summary>The 149 bytes of the record.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var writer = new WireWriter(bytes);
        Write(ref writer);
        return bytes;
    }

    /// <summary>Reads a record of exactly 149 bytes; false for anything else. The signature is not checked here.</summary>
    /// <param name="bytes">The encoded record.</param>
    /// <param name="record">The unverified record.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SealingKeyRecord? record)
    {
        var reader = new WireReader(bytes);
        if (TryRead(ref reader, out record) && reader.IsAtEnd)
        {
            return true;
        }

        record = null;
        return false;
    }

    private static void WriteUnsigned(ref WireWriter writer, uint number, P256PublicKey publicKey, ulong createdAtMs, ulong expiresAtMs)
    {
        writer.WriteUInt32(number);
        writer.WriteBytes(publicKey.Bytes.Span);
        writer.WriteUInt64(createdAtMs);
        writer.WriteUInt64(expiresAtMs);
    }
}
