using System.Buffers;
using System.Buffers.Binary;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Tests.Codec;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Wire;

public sealed class FrameReaderTests
{
    private const int LengthMax = ProtocolLimits.FrameBytesMax - Frame.LengthFieldBytes;

    [Fact]
    public void A_frame_is_read_the_same_across_every_split_point()
    {
        var bytes = WireCodec.Encode(0x01020304, new SendRequest(7, new byte[] { 1, 2, 3, 4, 5 }));

        for (var split = 0; split <= bytes.Length; split++)
        {
            var buffer = Segments.Of(bytes[..split], bytes[split..]);

            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, out var frame));
            AssertIsTheSend(frame);
            Assert.True(buffer.IsEmpty);
        }
    }

    [Fact]
    public void A_frame_in_segments_of_one_byte_is_read_the_same()
    {
        var buffer = Segments.OneByteEach(WireCodec.Encode(0x01020304, new SendRequest(7, new byte[] { 1, 2, 3, 4, 5 })));

        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, out var frame));

        AssertIsTheSend(frame);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Every_truncation_of_a_frame_needs_more_and_consumes_nothing()
    {
        var bytes = WireCodec.Encode(9, new PingRequest(42));

        for (var length = 0; length < bytes.Length; length++)
        {
            var whole = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(FrameReadStatus.NeedMore, FrameReader.TryRead(ref whole, out _));
            Assert.Equal(length, whole.Length);

            var cut = Segments.OneByteEach(bytes[..length]);
            Assert.Equal(FrameReadStatus.NeedMore, FrameReader.TryRead(ref cut, out _));
            Assert.Equal(length, cut.Length);
        }
    }

    [Fact]
    public void Frames_that_arrive_byte_by_byte_come_out_one_by_one_and_in_order()
    {
        byte[] stream = [.. Enumerable.Range(1, 20).SelectMany(i => WireCodec.Encode((uint)i, new PingRequest((ulong)i)))];
        var pending = new List<byte>();
        var tokens = new List<ulong>();

        foreach (var arrived in stream)
        {
            pending.Add(arrived);
            var buffer = Segments.OneByteEach([.. pending]);
            while (FrameReader.TryRead(ref buffer, out var frame) is FrameReadStatus.Frame)
            {
                Assert.True(FrameBody.TryRead<PingRequest>(frame, out var ping));
                Assert.Equal(ping.Token, frame.RequestId);
                tokens.Add(ping.Token);
            }

            pending = [.. buffer.ToArray()];
        }

        Assert.Empty(pending);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (ulong)i), tokens);
    }

    [Theory]
    [InlineData(0x00, 0x00, 0x00, 0x00)]
    [InlineData(0x00, 0x00, 0x00, 0x01)]
    [InlineData(0x00, 0x00, 0x00, 0x04)]
    public void A_length_below_type_and_request_id_is_malformed(params int[] prefix)
    {
        var buffer = new ReadOnlySequence<byte>([.. prefix.Select(b => (byte)b), 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(FrameReadStatus.Malformed, FrameReader.TryRead(ref buffer, out _));
        Assert.Equal(12, buffer.Length);
    }

    [Theory]
    [InlineData(LengthMax + 1U)]
    [InlineData(0x7FFFFFFFU)]
    [InlineData(0x80000000U)]
    [InlineData(0xFFFFFFFFU)]
    public void A_length_above_the_limit_is_too_large_as_soon_as_the_length_is_known(uint length)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, length);
        var buffer = Segments.OneByteEach(prefix);

        Assert.Equal(FrameReadStatus.TooLarge, FrameReader.TryRead(ref buffer, out _));
        Assert.Equal(4, buffer.Length);
    }

    [Fact]
    public void The_largest_frame_is_read_and_written()
    {
        var bytes = WireCodec.Encode(1, new SendRequest(1, new byte[Frame.BodyBytesMax - 4]));
        Assert.Equal(ProtocolLimits.FrameBytesMax, bytes.Length);
        Assert.Equal((uint)LengthMax, BinaryPrimitives.ReadUInt32BigEndian(bytes));

        var buffer = Segments.Of(bytes[..40_000], bytes[40_000..]);
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, out var frame));

        Assert.Equal(Frame.BodyBytesMax, frame.Body.Length);
    }

    [Fact]
    public void A_body_above_the_limit_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<InvalidOperationException>(
            () => FrameWriter.Write(output, 1, new SendRequest(1, new byte[Frame.BodyBytesMax - 3])));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void An_unknown_type_is_read_as_a_frame_so_that_it_can_be_answered()
    {
        var bytes = WireCodec.Encode(77, new PingRequest(1));
        bytes[4] = 0x6E;

        var frame = WireCodec.ReadOnly(bytes);

        Assert.Equal((FrameType)0x6E, frame.Type);
        Assert.Equal(77U, frame.RequestId);
        Assert.Equal(8, frame.Body.Length);
    }

    [Fact]
    public void A_body_of_no_bytes_is_a_frame()
    {
        var frame = WireCodec.ReadOnly([0, 0, 0, 5, 0x05, 0, 0, 0, 3]);

        Assert.Equal(FrameType.Logout, frame.Type);
        Assert.Equal(3U, frame.RequestId);
        Assert.True(frame.Body.IsEmpty);
    }

    [Fact]
    public void Reading_a_frame_allocates_nothing()
    {
        var bytes = WireCodec.Encode(1, new PingRequest(1));
        ReadPing(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            ReadPing(bytes);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void ReadPing(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        if (FrameReader.TryRead(ref buffer, out var frame) is not FrameReadStatus.Frame || !FrameBody.TryRead<PingRequest>(frame, out _))
        {
            Assert.Fail("The ping was not read.");
        }
    }

    private static void AssertIsTheSend(Frame frame)
    {
        Assert.Equal(FrameType.Send, frame.Type);
        Assert.Equal(0x01020304U, frame.RequestId);
        Assert.True(FrameBody.TryRead<SendRequest>(frame, out var send));
        Assert.Equal(7U, send.Run);
        Assert.Equal<byte>([1, 2, 3, 4, 5], send.Envelope.ToArray());
    }
}
