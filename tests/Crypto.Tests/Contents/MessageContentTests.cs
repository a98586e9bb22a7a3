using System.Text;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Xunit;

namespace Sdtp.Crypto.Tests.Contents;

public sealed class MessageContentTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Hello, Bob!")]
    [InlineData("Grüße, 世界 👋\n\0")]
    public void Text_reads_as_it_was_written(string text)
    {
        Assert.True(TextContent.TryEncode(text, out var content));

        Assert.Equal(Encoding.UTF8.GetBytes(text), content);
        Assert.Equal(text, Assert.IsType<TextContent>(MessageContent.Decode(ContentType.Text, content)).Text);
    }

    [Fact]
    public void Text_with_half_a_surrogate_pair_cannot_be_written()
    {
        Assert.False(TextContent.TryEncode("a\ud83d", out _));
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("c080")]
    [InlineData("eda080")]
    [InlineData("f4908080")]
    [InlineData("61e282")]
    public void Text_that_is_not_strict_utf8_is_malformed(string content)
    {
        var malformed = Assert.IsType<MalformedContent>(MessageContent.Decode(ContentType.Text, Convert.FromHexString(content)));

        Assert.Equal(ContentType.Text, malformed.Type);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(0xFFFF)]
    public void Types_that_this_version_does_not_know_are_unsupported(ushort type)
    {
        var unsupported = Assert.IsType<UnsupportedContent>(MessageContent.Decode((ContentType)type, [1, 2, 3]));

        Assert.Equal(type, (ushort)unsupported.Type);
    }
}
