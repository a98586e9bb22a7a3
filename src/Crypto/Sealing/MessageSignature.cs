using System.Security.Cryptography;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// What the sender signs, all of fixed width: <c>"SDTP1 message\0" | header 60 | sender 65 | SHA-256(sealingPublicKey) 32 |
/// ephemeralPublicKey 65 | sentAt u64 | contentType u16 | SHA-256(content) 32</c>. Header and sealing key name the recipient, so a
/// recipient who re-seals the message to somebody else cannot make the signature fit.
/// </summary>
internal static class MessageSignature
{
    private const int FieldsLength =
        EnvelopeHeader.Length + (2 * P256PublicKey.Length) + (2 * SHA256.HashSizeInBytes) + sizeof(ulong) + sizeof(ushort);

    private static ReadOnlySpan<byte> Label => "SDTP1 message\0"u8;

    internal static byte[] SignedBytes(
        ReadOnlySpan<byte> header,
        P256PublicKey sender,
        P256PublicKey sealingKey,
        P256PublicKey ephemeralKey,
        ulong sentAtMs,
        ContentType type,
        ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(header.Length, EnvelopeHeader.Length);
        var bytes = new byte[Label.Length + FieldsLength];
        var writer = new WireWriter(bytes);
        writer.WriteBytes(Label);
        writer.WriteBytes(header);
        writer.WriteBytes(sender.Bytes.Span);
        writer.WriteBytes(SHA256.HashData(sealingKey.Bytes.Span));
        writer.WriteBytes(ephemeralKey.Bytes.Span);
        writer.WriteUInt64(sentAtMs);
        writer.WriteUInt16((ushort)type);
        writer.WriteBytes(SHA256.HashData(content));
        return bytes;
    }
}
