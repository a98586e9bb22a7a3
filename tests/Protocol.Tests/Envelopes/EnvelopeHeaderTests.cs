using CsCheck;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Tests.Codec;

namespace Sdtp.Protocol.Tests.Envelopes;

public sealed class EnvelopeHeaderTests
{
    [Fact]
    public void A_header_comes_back_as_it_was_written() =>
        Gen.Select(Gens.U32, Gens.Bytes(16), Gens.UserId, Gen.Int[EnvelopeHeader.SealedBodyBytesMin, 1_000]).Sample(t =>
        {
            var header = new EnvelopeHeader(
                EnvelopeKind.Sealed, EnvelopeHeader.SuiteP256Aes256Gcm, t.Item1, new MessageId(t.Item2.Span), t.Item3, (uint)t.Item4);

            var envelope = new byte[EnvelopeHeader.Length + t.Item4];
            header.CopyTo(envelope);

            Assert.True(EnvelopeHeader.TryRead(envelope, out var read));
            Assert.Equal(header, read);
        });

    [Fact]
    public void The_60_bytes_are_these()
    {
        var header = new EnvelopeHeader(
            EnvelopeKind.Sealed,
            1,
            0x0A0B0C0D,
            MessageId.Parse("000102030405060708090a0b0c0d0e0f"),
            UserId.Parse(new string('e', 64)),
            0x01020304);

        var bytes = new byte[60];
        header.CopyTo(bytes);

        Assert.Equal(
            "01" + "01" + "0001" + "0a0b0c0d" + "000102030405060708090a0b0c0d0e0f" + new string('e', 64) + "01020304",
            Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(0, 0x02)]
    [InlineData(0, 0xFF)]
    [InlineData(1, 0x00)]
    [InlineData(1, 0x02)]
    [InlineData(1, 0x03)]
    [InlineData(2, 0x01)]
    [InlineData(3, 0x00)]
    [InlineData(3, 0x02)]
    [InlineData(56, 0x80)]
    [InlineData(57, 0x01)]
    [InlineData(59, 93 - 1)]
    [InlineData(59, 93 + 1)]
    public void A_wrong_version_kind_suite_or_body_length_is_refused(int offset, byte value)
    {
        var envelope = Smallest();
        Assert.True(EnvelopeHeader.TryRead(envelope, out _));

        envelope[offset] = value;

        Assert.False(EnvelopeHeader.TryRead(envelope, out _));
    }

    [Fact]
    public void Key_number_message_id_and_recipient_are_free()
    {
        for (var offset = 4; offset < 56; offset++)
        {
            var envelope = Smallest();
            envelope[offset] ^= 0xFF;

            Assert.True(EnvelopeHeader.TryRead(envelope, out _), $"offset {offset}");
        }
    }

    [Fact]
    public void Every_truncation_and_every_extension_is_refused()
    {
        var envelope = Smallest();

        for (var length = 0; length < envelope.Length; length++)
        {
            Assert.False(EnvelopeHeader.TryRead(envelope.AsSpan(0, length), out _), $"length {length}");
        }

        Assert.False(EnvelopeHeader.TryRead([.. envelope, 0], out _));
    }

    [Fact]
    public void A_body_too_short_for_key_nonce_and_tag_is_refused_though_its_length_is_true()
    {
        var envelope = new byte[EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin - 1];
        Header(EnvelopeHeader.SealedBodyBytesMin - 1).CopyTo(envelope);

        Assert.False(EnvelopeHeader.TryRead(envelope, out _));
    }

    [Fact]
    public void The_limit_on_envelopes_is_the_largest_size_class_sealed() => Assert.Equal(
        EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin + 65_536, ProtocolLimits.EnvelopeBytesMax);

    private static byte[] Smallest()
    {
        var envelope = new byte[EnvelopeHeader.Length + EnvelopeHeader.SealedBodyBytesMin];
        Header(EnvelopeHeader.SealedBodyBytesMin).CopyTo(envelope);
        return envelope;
    }

    private static EnvelopeHeader Header(int bodyBytes) =>
        new(EnvelopeKind.Sealed, EnvelopeHeader.SuiteP256Aes256Gcm, 1, default, default, (uint)bodyBytes);
}
