using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Primitives;
using Sdtp.Crypto.Sealing;
using Sdtp.Crypto.Tests.Forging;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Crypto.Tests.Sealing;

public sealed class EnvelopeSealerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly IdentityKey _alice = IdentityKey.Generate();
    private readonly IdentityKey _bob = IdentityKey.Generate();
    private readonly SealingKeyRing _keys = new();
    private readonly SealingKey _key;

    public EnvelopeSealerTests() => _key = _keys.AddNew(SealingKeyPolicy.Default, Now);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _keys.Dispose();
    }

    [Theory]
    [InlineData(0, 256)]
    [InlineData(113, 256)]
    [InlineData(114, 1_024)]
    [InlineData(881, 1_024)]
    [InlineData(882, 4_096)]
    [InlineData(3_953, 4_096)]
    [InlineData(3_954, 16_384)]
    [InlineData(16_241, 16_384)]
    [InlineData(16_242, 65_536)]
    [InlineData(65_393, 65_536)]
    public void Envelope_has_the_length_of_its_size_class_and_opens(int contentBytes, int classBytes)
    {
        var content = RandomNumberGenerator.GetBytes(contentBytes);

        var envelope = Seal(content);

        var message = Assert.IsType<OpenedMessage>(EnvelopeOpener.Open(envelope, _bob.UserId, _keys));
        Assert.Equal(60 + 65 + 12 + classBytes + 16, envelope.Length);
        Assert.Equal(content, message.Content);
        Assert.Equal(_alice.PublicKey, message.Sender);
        Assert.Equal(Now, message.SentAt);
        Assert.Equal(_key.Number, message.SealingKeyNumber);
    }

    [Fact]
    public void Largest_envelope_is_exactly_the_limit_of_the_protocol()
    {
        Assert.Equal(65_689, ProtocolLimits.EnvelopeBytesMax);
        Assert.Equal(ProtocolLimits.EnvelopeBytesMax, Seal(new byte[EnvelopeSealer.ContentBytesMax]).Length);
    }

    [Fact]
    public void Content_that_does_not_fit_is_refused()
    {
        var refusal = Assert.Throws<ContentTooLargeException>(() => Seal(new byte[EnvelopeSealer.ContentBytesMax + 1]));

        Assert.Equal(EnvelopeSealer.ContentBytesMax + 1, refusal.ContentBytes);
        Assert.Equal(EnvelopeSealer.ContentBytesMax, refusal.ContentBytesMax);
    }

    [Fact]
    public void Envelope_above_the_limit_is_rejected_before_anything_else()
    {
        var envelope = new byte[ProtocolLimits.EnvelopeBytesMax + 1];

        var rejected = Assert.IsType<RejectedEnvelope>(EnvelopeOpener.Open(envelope, _bob.UserId, _keys));

        Assert.Equal(RejectReason.TooLarge, rejected.Reason);
    }

    [Fact]
    public void Expired_sealing_key_is_refused_from_its_last_millisecond_on()
    {
        var record = _key.Publish(_bob);

        Assert.NotEmpty(Seal([], sentAt: _key.ExpiresAt.AddMilliseconds(-1)));
        var refusal = Assert.Throws<SealingKeyExpiredException>(() => Seal([], sentAt: _key.ExpiresAt));
        Assert.Equal(record.Number, refusal.Number);
    }

    [Fact]
    public void Sealing_twice_gives_two_envelopes_without_a_part_in_common()
    {
        var id = MessageId.New();

        var first = Seal([1], id);
        var second = Seal([1], id);

        Assert.Equal(first[..60], second[..60]);
        Assert.NotEqual(first[60..125], second[60..125]);
        Assert.NotEqual(first[125..137], second[125..137]);
        Assert.NotEqual(first[137..], second[137..]);
    }

    [Fact]
    public void Deleted_sealing_key_no_longer_opens()
    {
        var envelope = Seal([1]);
        _key.Dispose();

        var rejected = Assert.IsType<RejectedEnvelope>(EnvelopeOpener.Open(envelope, _bob.UserId, _keys));

        Assert.Equal(RejectReason.UnknownSealingKey, rejected.Reason);
    }

    [Fact]
    public void Sealer_agrees_with_the_second_implementation_byte_for_byte()
    {
        var forge = new EnvelopeForge { Sender = new("a"), Recipient = new("b"), SealingKey = new("k"), Content = [1, 2, 3] };
        using var sender = forge.Sender.ToIdentity();
        using var recipient = forge.Recipient.ToIdentity();
        using var sealingKey = forge.SealingKey.ToSealingKey(forge.SealingKeyNumber);

        var envelope = new EnvelopeSealer(new FixedEntropy(forge)).Seal(
            sender,
            recipient.UserId,
            sealingKey.Publish(recipient),
            new MessageId(forge.MessageId),
            DateTimeOffset.FromUnixTimeMilliseconds((long)forge.SentAtMs),
            (ContentType)forge.ContentType,
            forge.Content);

        // The runtime's ECDSA is randomised: take its signature out, and let the other implementation make the rest.
        var signature = Decrypt(forge, envelope)[73..137];
        Assert.Equal((forge with { Signature = signature }).Seal(), envelope);
    }

    [Fact]
    public void Every_single_byte_of_an_envelope_matters()
    {
        var envelope = Seal([1, 2, 3]);

        for (var position = 0; position < envelope.Length; position++)
        {
            var flipped = envelope.ToArray();
            flipped[position] ^= (byte)(1 << (position % 8));
            Assert.IsType<RejectedEnvelope>(EnvelopeOpener.Open(flipped, _bob.UserId, _keys));
        }
    }

    [Fact]
    public void Every_truncation_of_an_envelope_is_rejected()
    {
        var envelope = Seal([1, 2, 3]);

        for (var length = 0; length < envelope.Length; length++)
        {
            var rejected = Assert.IsType<RejectedEnvelope>(EnvelopeOpener.Open(envelope.AsMemory(..length), _bob.UserId, _keys));
            Assert.Equal(RejectReason.BadHeader, rejected.Reason);
        }
    }

    private static byte[] Decrypt(EnvelopeForge forge, byte[] envelope)
    {
        var cipher = new GcmBlockCipher(new AesEngine());
        var key = new KeyParameter(forge.MessageKey());
        cipher.Init(forEncryption: false, new AeadParameters(key, 128, nonce: envelope[125..137], associatedText: envelope[..60]));
        var plaintext = new byte[cipher.GetOutputSize(envelope.Length - 137)];
        var written = cipher.ProcessBytes(envelope, 137, envelope.Length - 137, plaintext, 0);
        cipher.DoFinal(plaintext, written);
        return plaintext;
    }

    private byte[] Seal(byte[] content, MessageId? id = null, DateTimeOffset? sentAt = null) => new EnvelopeSealer().Seal(
        _alice, _bob.UserId, _key.Publish(_bob), id ?? MessageId.New(), sentAt ?? Now, ContentType.Text, content);

    private sealed class FixedEntropy(EnvelopeForge forge) : ISealingEntropy
    {
        public ECDiffieHellman NewEphemeralKey() => P256Scalar.Import(forge.Ephemeral.Scalar, ECDiffieHellman.Create);

        public void FillNonce(Span<byte> nonce) => forge.Nonce.CopyTo(nonce);
    }
}
