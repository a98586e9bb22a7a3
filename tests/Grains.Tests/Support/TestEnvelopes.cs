using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Tests.Support;

/// <summary>Envelopes that the relay accepts: it reads the header and cannot read the body.</summary>
internal static class TestEnvelopes
{
    public const int LengthMin = EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin;

    public static byte[] To(UserId recipient, int length = 256, uint keyNumber = 1, MessageId? id = null, byte fill = 0xA5)
    {
        var envelope = new byte[length];
        envelope.AsSpan(EnvelopeHeader.Length).Fill(fill);
        var header = new EnvelopeHeader(
            EnvelopeKind.Sealed,
            EnvelopeHeader.SuiteP256Aes256Gcm,
            keyNumber,
            id ?? MessageId.New(),
            recipient,
            (uint)(length - EnvelopeHeader.Length));
        header.CopyTo(envelope);
        return envelope;
    }

    public static byte[][] Several(UserId recipient, int count, int length = 256)
    {
        var envelopes = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            envelopes[i] = To(recipient, length, fill: (byte)i);
        }

        return envelopes;
    }
}
