using System.Buffers;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Tests.Codec;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Wire;

/// <summary>Bodies of the right length that still break the grammar, and writers that refuse to make them.</summary>
public sealed class StrictGrammarTests
{
    private const string HelloHead = "53445450";

    [Theory]
    [InlineData("53445451" + "0101" + "0000000000000000" + "00")]
    [InlineData(HelloHead + "0201" + "0000000000000000" + "00")]
    [InlineData(HelloHead + "0101" + "0000000000000000" + "02c0af")]
    [InlineData(HelloHead + "0101" + "0000000000000000" + "03eda080")]
    [InlineData(HelloHead + "0101" + "0000000000000000" + "0261")]
    public void Hello_with_a_wrong_magic_version_range_or_text_is_refused(string body) => AssertRefused<HelloRequest>(body);

    [Fact]
    public void Hello_with_a_client_name_past_64_bytes_is_refused() =>
        AssertRefused<HelloRequest>(HelloHead + "0101" + "0000000000000000" + "41" + new string('6', 130));

    [Theory]
    [InlineData("02" + "010000000000000001" + "010000000000000002")]
    [InlineData("02" + "020000000000000001" + "010000000000000002")]
    [InlineData("03" + "010000000000000001" + "020000000000000002")]
    public void Hello_reply_with_limits_repeated_out_of_order_or_miscounted_is_refused(string limits) =>
        AssertRefused<HelloReply>("01" + new string('0', 16 + 64 + 16) + limits);

    [Fact]
    public void Hello_reply_writes_its_limits_by_rising_number_whatever_their_order_in_memory()
    {
        var limits = new Dictionary<RelayLimit, ulong> { [RelayLimit.IdleSeconds] = 8, [RelayLimit.RetentionSeconds] = 1 };

        var bytes = WireCodec.Encode(1, new HelloReply(1, 0, default, 0, limits));

        Assert.EndsWith("02" + "010000000000000001" + "080000000000000008", Convert.ToHexStringLower(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Hello_reply_keeps_limits_that_this_build_does_not_know()
    {
        Assert.True(HelloReply.TryRead(Convert.FromHexString("01" + new string('0', 96) + "01" + "fe0000000000000007"), out var reply));

        Assert.Equal(7UL, reply.Limits[(RelayLimit)0xFE]);
    }

    [Theory]
    [InlineData("00" + "03616263")]
    [InlineData("03" + "03616263")]
    [InlineData("01" + "04616263")]
    [InlineData("")]
    public void Lookup_of_an_unknown_kind_or_a_short_name_is_refused(string body) => AssertRefused<LookupRequest>(body);

    [Theory]
    [InlineData("026162" + "00000001")]
    [InlineData("00" + "00000001")]
    [InlineData("0361c3a9" + "00000001")]
    [InlineData("03612062" + "00000001")]
    public void A_reply_with_a_bad_username_is_refused(string body) => AssertRefused<LoginReply>(body);

    [Fact]
    public void Fetch_and_subscribe_for_nothing_are_refused()
    {
        AssertRefused<FetchRequest>("0000000000000000" + "0000");
        AssertRefused<SubscribeRequest>("0000000000000000" + "0000");
    }

    [Theory]
    [InlineData(5UL, 4UL, new ulong[0])]
    [InlineData(1UL, 9UL, new ulong[] { 2, 2 })]
    [InlineData(1UL, 9UL, new ulong[] { 3, 2 })]
    [InlineData(1UL, 9UL, new ulong[] { 2, 4 })]
    public void A_page_that_is_not_one_run_of_sequences_is_refused(ulong first, ulong next, ulong[] sequences)
    {
        var page = new MessagePage(first, next, [.. sequences.Select(s => new StoredMessage(s, default, 0, new byte[1]))]);

        var frame = WireCodec.ReadOnly(WireCodec.Encode(1, new FetchReply(page)));

        Assert.False(FrameBody.TryRead<FetchReply>(frame, out _));
    }

    [Fact]
    public void A_page_that_announces_more_messages_than_it_holds_is_refused() =>
        AssertRefused<Deliver>("0000000000000001" + "0000000000000009" + "0200");

    [Fact]
    public void A_page_with_an_envelope_longer_than_the_rest_is_refused() => AssertRefused<Deliver>(
        "0000000000000001" + "0000000000000002" + "0001" + "0000000000000001" + new string('0', 64) + "0000000000000000" + "ffffffff");

    [Fact]
    public void A_page_above_512_messages_is_neither_written_nor_read()
    {
        var page = Page(ProtocolLimits.PageMessagesMax + 1);

        Assert.Throws<InvalidOperationException>(() => WireCodec.Encode(1, new FetchReply(page)));

        var bytes = WireCodec.Encode(1, new FetchReply(Page(ProtocolLimits.PageMessagesMax)));
        Assert.True(FrameBody.TryRead<FetchReply>(WireCodec.ReadOnly(bytes), out var read));
        Assert.Equal(ProtocolLimits.PageMessagesMax, read.Page.Messages.Count);
        bytes[Frame.OverheadBytes + 17]++;
        Assert.False(FrameBody.TryRead<FetchReply>(WireCodec.ReadOnly(bytes), out _));
    }

    [Fact]
    public void The_largest_envelope_fits_a_send_and_a_page()
    {
        var envelope = new byte[ProtocolLimits.EnvelopeBytesMax];

        var send = WireCodec.Encode(1, new SendRequest(1, envelope));
        var page = WireCodec.Encode(1, new FetchReply(new MessagePage(1, 2, [new StoredMessage(1, default, 0, envelope)])));

        Assert.True(FrameBody.TryRead<SendRequest>(WireCodec.ReadOnly(send), out _));
        Assert.True(FrameBody.TryRead<FetchReply>(WireCodec.ReadOnly(page), out _));
    }

    [Fact]
    public void Two_wrong_widths_that_cancel_out_are_not_written()
    {
        var login = new LoginRequest(Array.Empty<byte>(), new byte[64], new byte[33], new byte[64]);

        Assert.Throws<InvalidOperationException>(() => WireCodec.Encode(1, login));
    }

    [Fact]
    public void A_detail_too_long_for_the_wire_is_clipped_between_letters()
    {
        var detail = new string('€', 300) + "\ud800";

        var frame = WireCodec.ReadOnly(WireCodec.Encode(0, new ErrorReply(new Problem(ErrorCode.Internal, 0, detail))));

        Assert.True(FrameBody.TryRead<ErrorReply>(frame, out var error));
        Assert.Equal(new string('€', 170), error.Problem.Detail);
    }

    [Fact]
    public void A_lone_surrogate_in_a_detail_is_replaced()
    {
        var frame = WireCodec.ReadOnly(WireCodec.Encode(0, new Notice(new Problem(ErrorCode.GoingAway, 0, "a\ud800b"))));

        Assert.True(FrameBody.TryRead<Notice>(frame, out var notice));
        Assert.Equal("a\ufffdb", notice.Problem.Detail);
    }

    [Fact]
    public void A_client_name_past_its_limit_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<ArgumentOutOfRangeException>(() => FrameWriter.Write(output, 1, new HelloRequest(1, 1, 0, new string('n', 65))));
        Assert.Equal(0, output.WrittenCount);
    }

    private static MessagePage Page(int count) => new(
        1, (ulong)count + 1, [.. Enumerable.Range(1, count).Select(i => new StoredMessage((ulong)i, default(UserId), 0, new byte[1]))]);

    private static void AssertRefused<T>(string body)
        where T : IWireMessage<T> => Assert.False(T.TryRead(Convert.FromHexString(body), out _));
}
