using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Crypto.Tests.Contents;

public sealed class ReceiptContentTests
{
    private const string First = "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf";
    private const string Second = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";

    [Fact]
    public void A_receipt_is_written_as_the_example_of_the_protocol()
    {
        var content = ReceiptContent.Encode(ReceiptKind.Read, [MessageId.Parse(First), MessageId.Parse(Second)]);

        Assert.Equal("020002" + First + Second, Convert.ToHexStringLower(content));
    }

    [Theory]
    [InlineData(ReceiptKind.Delivered, 1)]
    [InlineData(ReceiptKind.Read, 2)]
    [InlineData(ReceiptKind.Delivered, ReceiptContent.IdsMax)]
    public void A_receipt_reads_as_it_was_written(ReceiptKind kind, int count)
    {
        MessageId[] ids = [.. Enumerable.Range(0, count).Select(_ => MessageId.New())];

        var receipt = Assert.IsType<ReceiptContent>(MessageContent.Decode(ContentType.Receipt, ReceiptContent.Encode(kind, ids)));

        Assert.Equal(kind, receipt.Kind);
        Assert.Equal(ids, receipt.Ids);
    }

    [Fact]
    public void The_largest_receipt_fits_in_an_envelope()
    {
        var content = ReceiptContent.Encode(ReceiptKind.Read, new MessageId[ReceiptContent.IdsMax]);

        Assert.InRange(content.Length, 1, EnvelopeSealer.ContentBytesMax);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("010000")]
    [InlineData("010001")]
    [InlineData("000001" + First)]
    [InlineData("030001" + First)]
    [InlineData("ff0001" + First)]
    [InlineData("010000" + First)]
    [InlineData("010001" + First + "00")]
    [InlineData("010001" + First + Second)]
    [InlineData("010002" + First)]
    [InlineData("01ffff" + First)]
    [InlineData("010100" + First)]
    public void A_receipt_of_another_form_is_malformed(string content)
    {
        var malformed = Assert.IsType<MalformedContent>(MessageContent.Decode(ContentType.Receipt, Convert.FromHexString(content)));

        Assert.Equal(ContentType.Receipt, malformed.Type);
    }

    [Fact]
    public void A_receipt_for_one_message_more_than_allowed_is_malformed()
    {
        var content = new byte[3 + ((ReceiptContent.IdsMax + 1) * MessageId.Length)];
        (content[0], content[1], content[2]) = (1, 0x04, 0x01);

        Assert.IsType<MalformedContent>(MessageContent.Decode(ContentType.Receipt, content));
    }

    [Fact]
    public void A_receipt_for_nothing_or_too_much_or_of_no_kind_cannot_be_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceiptContent.Encode(ReceiptKind.Read, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceiptContent.Encode(ReceiptKind.Read, new MessageId[ReceiptContent.IdsMax + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceiptContent.Encode(0, [MessageId.New()]));
    }
}
