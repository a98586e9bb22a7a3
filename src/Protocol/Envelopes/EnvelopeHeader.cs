using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Envelopes;

/// <summary>How an envelope's body is to be read.</summary>
public enum EnvelopeKind : byte
{
    /// <summary>Sealed to one recipient's sealing key.</summary>
    Sealed = 1,

    /// <summary>Reserved for group key agreement (RFC 9420); refused in version 1.</summary>
    Group = 2,
}

/// <summary>
/// The 60 bytes in front of every envelope, which the relay reads and the sealing authenticates:
/// <c>version u8 = 1 | kind u8 | suite u16 | sealingKeyNumber u32 | messageId 16 | to 32 | bodyLength u32</c>.
/// </summary>
/// <param name="Kind">How the body is to be read.</param>
/// <param name="Suite">The algorithms: 0x0001 is P-256 ECDH, HKDF-SHA256, AES-256-GCM.</param>
/// <param name="SealingKeyNumber">Which of the recipient's sealing keys opens it.</param>
/// <param name="MessageId">The sender's id for retries.</param>
/// <param name="To">The recipient.</param>
/// <param name="BodyBytes">Bytes that follow the header.</param>
public readonly record struct EnvelopeHeader(
    EnvelopeKind Kind, ushort Suite, uint SealingKeyNumber, MessageId MessageId, UserId To, uint BodyBytes)
{
    /// <summary>Length of an encoded header in bytes.</summary>
    public const int Length = 60;

    /// <summary>The envelope version there is.</summary>
    public const byte Version = 1;

    /// <summary>The one suite of kind 1: P-256 ECDH, HKDF-SHA256, AES-256-GCM.</summary>
    public const ushort SuiteP256Aes256Gcm = 0x0001;

    /// <summary>Length of the nonce in a sealed body.</summary>
    public const int NonceLength = 12;

    /// <summary>Length of the tag at the end of a sealed body.</summary>
    public const int TagLength = 16;

    /// <summary>Fewest bytes in a sealed body: ephemeral key, nonce, tag, and no ciphertext.</summary>
    public const int SealedBodyBytesMin = P256PublicKey.Length + NonceLength + TagLength;

    /// <summary>Writes the 60 bytes to the start of <paramref name="destination"/>.</summary>
    /// <param name="destination">A span of at least 60 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        writer.WriteByte(Version);
        writer.WriteByte((byte)Kind);
        writer.WriteUInt16(Suite);
        writer.WriteUInt32(SealingKeyNumber);
        writer.WriteMessageId(MessageId);
        writer.WriteUserId(To);
        writer.WriteUInt32(BodyBytes);
    }

    /// <summary>
    /// Reads and checks the header of a whole envelope: version, kind 1, suite 1, a body length that is exactly the rest and can hold a
    /// sealed message. False for anything else; the limit on the whole envelope is the caller's.
    /// </summary>
    /// <param name="envelope">The whole envelope.</param>
    /// <param name="header">The header, when it is acceptable.</param>
    public static bool TryRead(ReadOnlySpan<byte> envelope, out EnvelopeHeader header)
    {
        header = default;
        var reader = new WireReader(envelope);
        if (!reader.TryReadByte(out var version) || version != Version
            || !reader.TryReadByte(out var kind) || kind != (byte)EnvelopeKind.Sealed
            || !reader.TryReadUInt16(out var suite) || suite != SuiteP256Aes256Gcm
            || !reader.TryReadUInt32(out var keyNumber)
            || !reader.TryReadMessageId(out var messageId)
            || !reader.TryReadUserId(out var to)
            || !reader.TryReadUInt32(out var bodyBytes)
            || bodyBytes != (uint)reader.Remaining
            || bodyBytes < SealedBodyBytesMin)
        {
            return false;
        }

        header = new EnvelopeHeader((EnvelopeKind)kind, suite, keyNumber, messageId, to, bodyBytes);
        return true;
    }
}
