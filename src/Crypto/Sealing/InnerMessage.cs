using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// The padded plaintext: <c>sender 65 | sentAt u64 ms | signature 64 | contentType u16 | contentLength u32 | content | zeros</c>.
/// What is read here is decrypted but <em>unverified</em>; only <see cref="EnvelopeOpener"/> makes an <see cref="OpenedMessage"/> of it.
/// </summary>
internal readonly ref struct InnerMessage
{
    /// <summary>Bytes of a plaintext that are neither content nor padding.</summary>
    internal const int OverheadBytes = P256PublicKey.Length + sizeof(ulong) + EcdsaSignature.Length + sizeof(ushort) + sizeof(uint);

    internal required ReadOnlySpan<byte> Sender { get; init; }

    internal required ulong SentAtMs { get; init; }

    internal required ReadOnlySpan<byte> Signature { get; init; }

    internal required ContentType Type { get; init; }

    internal required ReadOnlySpan<byte> Content { get; init; }

    /// <summary>Writes the fields to the start of a plaintext that is zero already.</summary>
    internal void CopyTo(Span<byte> plaintext)
    {
        var writer = new WireWriter(plaintext);
        writer.WriteBytes(Sender);
        writer.WriteUInt64(SentAtMs);
        writer.WriteBytes(Signature);
        writer.WriteUInt16((ushort)Type);
        writer.WriteUInt32((uint)Content.Length);
        writer.WriteBytes(Content);
    }

    /// <summary>Reads a decrypted plaintext; null when the fields are in order.</summary>
    internal static RejectReason? Read(ReadOnlySpan<byte> plaintext, out InnerMessage message)
    {
        message = default;
        var reader = new WireReader(plaintext);
        if (!reader.TryReadBytes(P256PublicKey.Length, out var sender)
            || !reader.TryReadUInt64(out var sentAtMs)
            || !reader.TryReadBytes(EcdsaSignature.Length, out var signature)
            || !reader.TryReadUInt16(out var type)
            || !reader.TryReadUInt32(out var contentLength)
            || sentAtMs > UnixTime.MsMax
            || contentLength > (uint)reader.Remaining
            || !reader.TryReadBytes((int)contentLength, out var content))
        {
            return RejectReason.BadPlaintext;
        }

        // Padding that may hold anything is a hidden channel, and lets one message have many envelopes.
        if (!reader.TryReadBytes(reader.Remaining, out var padding) || padding.ContainsAnyExcept((byte)0))
        {
            return RejectReason.BadPadding;
        }

        message = new InnerMessage
        {
            Sender = sender,
            SentAtMs = sentAtMs,
            Signature = signature,
            Type = (ContentType)type,
            Content = content,
        };
        return null;
    }
}
