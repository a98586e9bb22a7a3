using CsCheck;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Tests.Codec;

namespace Sdtp.Protocol.Tests.Identifiers;

public sealed class UsernameTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("A_b.C-9")]
    [InlineData("...")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void Three_to_32_of_the_allowed_characters_are_a_username(string text)
    {
        Assert.True(Username.TryParse(text, out var username));

        Assert.Equal(text, username.Display);
        Assert.Equal(text, username.ToString());
        Assert.Equal(text.ToLowerInvariant(), username.Folded);
        Assert.False(username.IsDefault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData("a b")]
    [InlineData("ab\n")]
    [InlineData("ab\0")]
    [InlineData("ab/")]
    [InlineData("ab@")]
    [InlineData("abé")]
    [InlineData("ab\u0130")]
    [InlineData("ab\u212a")]
    [InlineData("\uff21bc")]
    public void Anything_else_is_not(string? text)
    {
        Assert.False(Username.TryParse(text, out var username));
        Assert.True(username.IsDefault);
        Assert.Throws<FormatException>(() => Username.Parse(text!));
    }

    [Fact]
    public void Exactly_the_65_listed_characters_are_allowed()
    {
        var allowed = Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => Username.TryParse($"aa{c}", out _));

        Assert.Equal("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz", string.Concat(allowed));
    }

    [Fact]
    public void Names_that_differ_in_case_are_the_same_name() => Gens.Username.Sample(username =>
    {
        var shouted = Username.Parse(username.Display.ToUpperInvariant());

        Assert.True(username == shouted);
        Assert.False(username != shouted);
        Assert.True(username.Equals((object)shouted));
        Assert.Equal(username.GetHashCode(), shouted.GetHashCode());
        Assert.Equal(username.Folded, shouted.Folded);
    });

    [Fact]
    public void Names_that_differ_beyond_case_are_different_names()
    {
        Assert.NotEqual(Username.Parse("alice"), Username.Parse("alice."));
        Assert.NotEqual(Username.Parse("a_b"), Username.Parse("a-b"));
    }

    [Fact]
    public void A_name_is_read_from_bytes_as_from_text() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        var fromBytes = Username.TryRead(bytes, out var read);
        var fromText = Username.TryParse(string.Concat(bytes.Select(b => (char)b)), out var parsed);

        Assert.Equal(fromText, fromBytes);
        Assert.Equal(parsed, read);
    });

    [Fact]
    public void A_name_is_read_back_from_its_own_bytes() => Gens.Username.Sample(username =>
    {
        Assert.True(Username.TryRead(System.Text.Encoding.ASCII.GetBytes(username.Display), out var read));
        Assert.Equal(username.Display, read.Display);
    });

    [Fact]
    public void The_default_is_no_name()
    {
        Assert.True(default(Username).IsDefault);
        Assert.Equal("", default(Username).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Username).Display);
        Assert.Throws<InvalidOperationException>(() => default(Username).Folded);
    }
}
