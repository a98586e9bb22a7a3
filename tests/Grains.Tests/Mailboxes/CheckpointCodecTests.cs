using Sdtp.Grains.Mailboxes;
using Sdtp.Grains.Tests.Support;
using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

public sealed class CheckpointCodecTests
{
    [Fact]
    public void A_checkpoint_reads_back_as_it_was_written()
    {
        var alice = new SenderShare { Bytes = 5_000_000_000, Messages = 12 };
        var content = new CheckpointContent(7, 1_000, ulong.MaxValue - 5, 67_000_000, 993, [new(TestIds.User(3), alice)]);

        var decoded = CheckpointCodec.Decode(CheckpointCodec.Encode(content));

        Assert.Equal(content with { Senders = [] }, decoded with { Senders = [] });
        var (sender, share) = Assert.Single(decoded.Senders);
        Assert.Equal(TestIds.User(3), sender);
        Assert.Equal((5_000_000_000, 12), (share.Bytes, share.Messages));
    }

    [Fact]
    public void As_many_senders_as_are_allowed_fit_the_log_s_limit()
    {
        var shares = new SenderShares();
        for (var i = 0; i <= CheckpointCodec.SendersMax; i++)
        {
            shares.Add(TestIds.User(i), 100 + i);
        }

        var greatest = shares.Greatest(bytesFloor: 0, messagesFloor: 0, CheckpointCodec.SendersMax);
        var encoded = CheckpointCodec.Encode(new CheckpointContent(1, 2, 3, 4, 5, greatest));

        Assert.InRange(encoded.Bytes.Length, 1, MailboxCheckpoint.BytesMax);
        Assert.DoesNotContain(greatest, entry => entry.Key == TestIds.User(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02")]
    [InlineData("010000000000000001000000000000000100000000000000000000000000000000000000000001")]
    public void What_is_no_checkpoint_is_refused(string hex)
    {
        var checkpoint = new MailboxCheckpoint(Convert.FromHexString(hex));

        Assert.Throws<InvalidDataException>(() => CheckpointCodec.Decode(checkpoint));
    }
}
