using System.Buffers.Binary;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Load.Workload;

/// <summary>
/// An envelope that the relay takes for a sealed one. Sealing costs a hundred times what relaying does, so the load carries a marked filler
/// where the ciphertext would be; the relay cannot tell, and the drain reads the mark to check that each message came once and in order.
/// </summary>
internal static class LoadEnvelope
{
    private const int MarkOffset = EnvelopeHeader.Length;

    internal const int BytesMin = EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin;

    /// <summary>Writes the n-th envelope of a sender to a mailbox.</summary>
    internal static void Write(Span<byte> envelope, UserId to, int sender, ulong counter)
    {
        Span<byte> id = stackalloc byte[MessageId.Length];
        BinaryPrimitives.WriteInt32BigEndian(id, sender);
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], counter);
        var header = new EnvelopeHeader(
            EnvelopeKind.Sealed,
            EnvelopeHeader.SuiteP256Aes256Gcm,
            1,
            new MessageId(id),
            to,
            (uint)(envelope.Length - EnvelopeHeader.Length));
        header.CopyTo(envelope);
        BinaryPrimitives.WriteInt32BigEndian(envelope[MarkOffset..], sender);
        BinaryPrimitives.WriteUInt64BigEndian(envelope[(MarkOffset + 4)..], counter);
    }

    internal static (int Sender, ulong Counter) ReadMark(ReadOnlySpan<byte> envelope) =>
        (BinaryPrimitives.ReadInt32BigEndian(envelope[MarkOffset..]), BinaryPrimitives.ReadUInt64BigEndian(envelope[(MarkOffset + 4)..]));
}
