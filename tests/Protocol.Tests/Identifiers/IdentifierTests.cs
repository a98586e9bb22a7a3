using System.Security.Cryptography;
using CsCheck;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Tests.Codec;

namespace Sdtp.Protocol.Tests.Identifiers;

public sealed class IdentifierTests
{
    private const string Hex64 = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";

    [Fact]
    public void An_identifier_keeps_its_bytes_their_order_and_their_hex() => Gens.Bytes(32).Sample(bytes =>
    {
        var userId = new UserId(bytes.Span);

        Assert.Equal(bytes.ToArray(), userId.ToArray());
        Assert.Equal(Convert.ToHexStringLower(bytes.Span), userId.ToString());
        Assert.Equal(userId, UserId.Parse(userId.ToString()));
        Assert.Equal(userId.GetHashCode(), UserId.Parse(userId.ToString().ToUpperInvariant()).GetHashCode());
        Assert.Equal(userId.ToString(), ServerId.Parse(userId.ToString()).ToString());
        Assert.Equal(userId.ToString(), Fingerprint.Parse(userId.ToString()).ToString());
        Assert.Equal(new MessageId(bytes.Span[..16]), MessageId.Parse(userId.ToString().AsSpan(0, 32)));
    });

    [Fact]
    public void One_flipped_bit_makes_another_identifier() => Gen.Select(Gens.Bytes(32), Gen.Int[0, 255]).Sample((bytes, bit) =>
    {
        var other = bytes.ToArray();
        other[bit / 8] ^= (byte)(1 << (bit % 8));

        Assert.NotEqual(new UserId(bytes.Span), new UserId(other));
        if (bit < 128)
        {
            Assert.NotEqual(new MessageId(bytes.Span[..16]), new MessageId(other.AsSpan(0, 16)));
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData(Hex64 + "00")]
    [InlineData("0011")]
    [InlineData("0x112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef")]
    [InlineData("g0112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef")]
    [InlineData(" 0112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef")]
    public void Text_that_is_not_64_hex_digits_is_no_identifier(string text)
    {
        Assert.False(UserId.TryParse(text, out _));
        Assert.False(ServerId.TryParse(text, out _));
        Assert.False(Fingerprint.TryParse(text, out _));
        Assert.False(MessageId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => UserId.Parse(text));
        Assert.Throws<FormatException>(() => ServerId.Parse(text));
        Assert.Throws<FormatException>(() => Fingerprint.Parse(text));
        Assert.Throws<FormatException>(() => MessageId.Parse(text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Bytes_of_another_length_are_no_identifier(int length)
    {
        var bytes = new byte[length];

        Assert.Throws<ArgumentException>(() => new UserId(bytes));
        Assert.Throws<ArgumentException>(() => new ServerId(bytes));
        Assert.Throws<ArgumentException>(() => new Fingerprint(bytes));
        Assert.Throws<ArgumentException>(() => new MessageId(bytes));
    }

    [Fact]
    public void A_userid_is_the_hash_of_the_uncompressed_point()
    {
        var key = Gens.NewPublicKey();

        Assert.Equal(SHA256.HashData(key.Bytes.Span), UserId.Of(key).ToArray());
        Assert.Equal(UserId.Of(key).ToString()[..8], UserId.Of(key).ToShortString());
    }

    [Fact]
    public void New_identifiers_differ()
    {
        Assert.NotEqual(MessageId.New(), MessageId.New());
        Assert.NotEqual(ServerId.New(), ServerId.New());
    }

    [Fact]
    public void The_absent_certificate_is_32_zero_bytes()
    {
        Assert.True(Fingerprint.None.IsNone);
        Assert.Equal(new byte[32], Fingerprint.None.ToArray());
        Assert.False(Fingerprint.Parse(Hex64).IsNone);
    }
}
