using CsCheck;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Codec;

public sealed class MessageRoundTripTests
{
    [Fact]
    public void Hello_comes_back_as_it_was_written() => RoundTrip(
        Gen.Select(Gen.Byte, Gen.Byte, Gens.U64, Gens.Text(ProtocolLimits.ClientNameBytesMax))
            .Select(t => new HelloRequest(Math.Min(t.Item1, t.Item2), Math.Max(t.Item1, t.Item2), t.Item3, t.Item4)));

    [Fact]
    public void Hello_reply_comes_back_as_it_was_written() => RoundTrip(Gens.HelloReply);

    [Fact]
    public void Challenge_reply_comes_back_as_it_was_written() => RoundTrip(Gens.Bytes(32).Select(nonce => new ChallengeReply(nonce)));

    [Fact]
    public void Register_comes_back_as_it_was_written() => RoundTrip(
        Gen.Select(Gens.Bytes(0, 255), Gens.Bytes(65), Gens.Bytes(32), Gens.Bytes(149), Gens.Bytes(64))
            .Select(t => new RegisterRequest(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5)));

    [Fact]
    public void Register_reply_comes_back_as_it_was_written() => RoundTrip(Gens.Session.Select(session => new RegisterReply(session)));

    [Fact]
    public void Login_comes_back_as_it_was_written() => RoundTrip(
        Gen.Select(Gens.Bytes(0, 255), Gens.Bytes(65), Gens.Bytes(32), Gens.Bytes(64))
            .Select(t => new LoginRequest(t.Item1, t.Item2, t.Item3, t.Item4)));

    [Fact]
    public void Login_reply_comes_back_as_it_was_written() => RoundTrip(Gens.Session.Select(session => new LoginReply(session)));

    [Fact]
    public void Ping_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gens.U64.Select(token => new PingRequest(token)));
        RoundTrip(Gens.U64.Select(token => new PingReply(token)));
    }

    [Fact]
    public void Lookup_comes_back_as_it_was_written()
    {
        RoundTrip(Gens.UserId.Select(LookupRequest.For));
        RoundTrip(Gens.Username.Select(LookupRequest.For));
    }

    [Fact]
    public void Lookup_carries_a_name_of_any_bytes_so_that_it_can_be_refused_as_a_name() => RoundTrip(
        Gen.Char['\0', '\u00ff'].Array[0, 255].Select(letters => new LookupRequest(new string(letters), default)));

    [Fact]
    public void Lookup_reply_comes_back_as_it_was_written() => RoundTrip(
        Gen.Select(Gens.PublicKey, Gens.Username, Gens.SealingKey, (key, name, record) => new LookupReply(key, name, record)));

    [Fact]
    public void Send_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gen.Select(Gens.U32, Gens.Bytes(0, 2000), (run, envelope) => new SendRequest(run, envelope)));
        RoundTrip(Gens.U64.Select(sequence => new SendReply(sequence)));
    }

    [Fact]
    public void Fetch_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gen.Select(Gens.U64, Gens.Count, (after, count) => new FetchRequest(after, count)));
        RoundTrip(Gens.Page.Select(page => new FetchReply(page)));
    }

    [Fact]
    public void Ack_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gens.U64.Select(through => new AckRequest(through)));
        RoundTrip(Gens.U64.Select(first => new AckReply(first)));
    }

    [Fact]
    public void Subscribe_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gen.Select(Gens.U64, Gens.Count, (after, window) => new SubscribeRequest(after, window)));
        RoundTrip(Gen.Select(Gens.U64, Gens.U64, Gen.UShort, (first, next, window) => new SubscribeReply(first, next, window)));
    }

    [Fact]
    public void Publish_key_and_its_reply_come_back_as_they_were_written()
    {
        RoundTrip(Gens.Bytes(149).Select(record => new PublishKeyRequest(record)));
        RoundTrip(Gens.U32.Select(number => new PublishKeyReply(number)));
    }

    [Fact]
    public void Deliver_comes_back_as_it_was_written() => RoundTrip(Gens.Page.Select(page => new Deliver(page)));

    [Fact]
    public void Error_and_notice_come_back_as_they_were_written()
    {
        RoundTrip(Gens.Problem.Select(problem => new ErrorReply(problem)));
        RoundTrip(Gens.Problem.Select(problem => new Notice(problem)));
    }

    [Fact]
    public void Empty_bodies_come_back_as_they_were_written()
    {
        RoundTrip(Gen.Const(default(ChallengeRequest)));
        RoundTrip(Gen.Const(default(LogoutRequest)));
        RoundTrip(Gen.Const(default(LogoutReply)));
        RoundTrip(Gen.Const(default(UnsubscribeRequest)));
        RoundTrip(Gen.Const(default(UnsubscribeReply)));
    }

    [Fact]
    public void Every_frame_type_has_a_message_and_a_reply_has_its_requests_number_with_the_high_bit_set()
    {
        Assert.Equal(Enum.GetValues<FrameType>().Order(), WireCodec.Types.Order());

        foreach (var type in WireCodec.Types.Where(type => (byte)type < 0x70))
        {
            Assert.Equal($"{type}Reply", ((FrameType)((byte)type | 0x80)).ToString());
        }
    }

    /// <summary>Written, read back the same, in any cut of the bytes; one byte more or less is refused.</summary>
    private static void RoundTrip<T>(Gen<T> messages)
        where T : IWireMessage<T> => Gen.Select(messages, Gens.U32).Sample((message, requestId) =>
        {
            var bytes = WireCodec.Encode(requestId, message);
            Assert.Equal(Frame.OverheadBytes + message.BodyLength, bytes.Length);

            var frame = WireCodec.ReadOnly(bytes);
            Assert.Equal(T.Type, frame.Type);
            Assert.Equal(requestId, frame.RequestId);
            Assert.True(FrameBody.TryRead<T>(frame, out var read));
            Assert.Equal(MessageText.Of(message), MessageText.Of(read));
            Assert.Equal(bytes, WireCodec.Encode(requestId, read));

            var body = bytes.AsSpan(Frame.OverheadBytes);
            Assert.Equal(T.Type is FrameType.Send, T.TryRead([.. body, 0], out _));
            if (!body.IsEmpty && T.Type is not FrameType.Send)
            {
                Assert.False(T.TryRead(body[..^1], out _));
            }
        });
}
