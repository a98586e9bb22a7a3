using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Tests.Codec;

namespace Sdtp.Protocol.Tests.Keys;

public sealed class P256PublicKeyTests
{
    private const string Zero = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string FieldPrime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
    private const string YOfXZero = "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";
    private const string GeneratorX = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    private const string GeneratorY = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

    [Theory]
    [InlineData("04" + GeneratorX + GeneratorY)]
    [InlineData("04" + Zero + YOfXZero)]
    public void A_point_on_the_curve_is_a_key_and_keeps_its_bytes(string hex)
    {
        Assert.True(P256PublicKey.TryCreate(Convert.FromHexString(hex), out var key));

        Assert.Equal(hex, key.ToString());
        Assert.Equal(hex, Convert.ToHexStringLower(key.Bytes.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("03" + GeneratorX)]
    [InlineData("02" + GeneratorX + GeneratorY)]
    [InlineData("05" + GeneratorX + GeneratorY)]
    [InlineData("06" + GeneratorX + GeneratorY)]
    [InlineData("00" + GeneratorX + GeneratorY)]
    [InlineData("04" + GeneratorX + GeneratorX)]
    [InlineData("04" + GeneratorY + GeneratorX)]
    [InlineData("04" + Zero + Zero)]
    [InlineData("04" + FieldPrime + YOfXZero)]
    [InlineData("04" + FieldPrime + FieldPrime)]
    [InlineData("04" + GeneratorX + GeneratorY + "00")]
    [InlineData("0400" + GeneratorX + "00" + GeneratorY)]
    public void Other_lengths_other_forms_and_points_off_the_curve_are_refused(string hex) =>
        Assert.False(P256PublicKey.TryCreate(Convert.FromHexString(hex), out _));

    [Fact]
    public void Keys_compare_by_their_bytes()
    {
        var key = Gens.NewPublicKey();
        Assert.True(P256PublicKey.TryCreate(key.Bytes.Span, out var same));

        Assert.Equal(key, same);
        Assert.True(key.Equals((object)same));
        Assert.Equal(key.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(key, Gens.NewPublicKey());
        Assert.False(key.Equals(null));
    }

    [Fact]
    public void A_key_does_not_change_with_the_array_that_it_was_read_from()
    {
        var bytes = Convert.FromHexString("04" + GeneratorX + GeneratorY);
        Assert.True(P256PublicKey.TryCreate(bytes, out var key));

        bytes[10] ^= 1;

        Assert.Equal("04" + GeneratorX + GeneratorY, key.ToString());
    }
}
