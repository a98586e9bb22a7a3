using System.Buffers.Binary;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class ProtocolErrorTests(SharedRelay relay)
{
    /// <summary>What is sent after HELLO, and the reason told before the connection closes.</summary>
    public static TheoryData<string, byte[], ErrorCode> Fatal => new()
    {
        { "a length below type and id", Frame(4, []), ErrorCode.MalformedFrame },
        { "a length of zero", Frame(0, []), ErrorCode.MalformedFrame },
        { "a length above the limit", Frame(ProtocolLimits.FrameBytesMax - 3, []), ErrorCode.FrameTooLarge },
        { "a length with the sign bit set", Frame(0xFFFF_FFFF, []), ErrorCode.FrameTooLarge },
        { "request id zero", Request(FrameType.Ping, 0, new byte[8]), ErrorCode.MalformedFrame },
        { "a ping one byte short", Request(FrameType.Ping, 9, new byte[7]), ErrorCode.MalformedFrame },
        { "a ping one byte long", Request(FrameType.Ping, 9, new byte[9]), ErrorCode.MalformedFrame },
        { "a challenge with a body", Request(FrameType.Challenge, 9, [1]), ErrorCode.MalformedFrame },
        { "a login cut short", Request(FrameType.Login, 9, new byte[20]), ErrorCode.MalformedFrame },
        { "a second hello", Request(FrameType.Hello, 9, [.. "SDTP"u8, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ErrorCode.MalformedFrame },
    };

    [Theory]
    [MemberData(nameof(Fatal))]
    public async Task What_breaks_the_grammar_closes_with_a_reason(string what, byte[] bytes, ErrorCode reason)
    {
        Assert.NotEmpty(what);
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(bytes);
        var last = await client.LastFrameAsync();

        Assert.Equal(0u, last!.Id);
        Assert.Equal(reason, last.Code);
    }

    [Theory]
    [InlineData(FrameType.Fetch, 9)]
    [InlineData(FrameType.Ack, 9)]
    [InlineData(FrameType.Subscribe, 11)]
    [InlineData(FrameType.Lookup, 2)]
    [InlineData(FrameType.PublishKey, 148)]
    [InlineData(FrameType.Unsubscribe, 1)]
    [InlineData(FrameType.Logout, 1)]
    [InlineData(FrameType.Send, 3)]
    public async Task A_body_that_breaks_its_grammar_closes_a_logged_in_connection(FrameType type, int length)
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);

        await client.SendBytesAsync(Request(type, 99, new byte[length]));
        var last = await client.LastFrameAsync();

        Assert.Equal(0u, last!.Id);
        Assert.Equal(ErrorCode.MalformedFrame, last.Code);
    }

    [Theory]
    [InlineData(FrameType.Ping)]
    [InlineData(FrameType.Send)]
    [InlineData((FrameType)0x42)]
    public async Task Anything_before_hello_closes(FrameType type)
    {
        await using var client = await RawClient.ConnectAsync(relay.EndPoint);

        await client.SendBytesAsync(Request(type, 1, new byte[8]));

        Assert.Equal(ErrorCode.HelloRequired, (await client.LastFrameAsync())!.Code);
    }

    [Fact]
    public async Task A_version_that_the_relay_does_not_speak_closes()
    {
        await using var client = await RawClient.ConnectAsync(relay.EndPoint);

        client.Write(new HelloRequest(2, 9, 0, "future"));
        await client.FlushAsync();

        Assert.Equal(ErrorCode.VersionUnsupported, (await client.LastFrameAsync())!.Code);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x42)]
    [InlineData(0x70)]
    [InlineData(0x91)]
    [InlineData(0xFF)]
    public async Task An_unknown_type_is_answered_and_the_connection_stays(byte type)
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(Request((FrameType)type, 77, new byte[3]));

        Assert.Equal(ErrorCode.UnknownFrameType, (await client.AnswerAsync(77)).Code);
        (await client.AskAsync(new PingRequest(1))).As<PingReply>();
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_is_told_so()
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(Request(FrameType.Ping, 1, new byte[8]).AsMemory(0, 10));
        await client.FinishSendingAsync();

        Assert.Equal(ErrorCode.MalformedFrame, (await client.LastFrameAsync())!.Code);
    }

    [Fact]
    public async Task What_was_asked_before_the_end_of_the_stream_is_answered()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var id = client.Write(new SendRequest(1, alice.Envelope()));
        await client.FlushAsync();

        await client.FinishSendingAsync();

        Assert.Equal(1UL, (await client.AnswerAsync(id)).As<SendReply>().Sequence);
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task Frames_may_arrive_byte_by_byte()
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        foreach (var b in Request(FrameType.Ping, 5, new byte[8]))
        {
            await client.SendBytesAsync(new[] { b });
        }

        (await client.AnswerAsync(5)).As<PingReply>();
    }

    [Fact]
    public async Task Hello_tells_the_limits_of_the_gateway()
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        var limits = client.Hello!.Limits;

        Assert.Equal(300UL, limits[RelayLimit.IdleSeconds]);
        Assert.Equal(256UL, limits[RelayLimit.PipelinedRequests]);
        Assert.Equal(600UL, limits[RelayLimit.LookupsPerMinute]);
        Assert.Equal(1_024UL, limits[RelayLimit.DeliveryWindow]);
    }

    internal static byte[] Request(FrameType type, uint id, ReadOnlySpan<byte> body)
    {
        var rest = new byte[5 + body.Length];
        rest[0] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(rest.AsSpan(1), id);
        body.CopyTo(rest.AsSpan(5));
        return Frame((uint)rest.Length, rest);
    }

    private static byte[] Frame(uint length, byte[] rest)
    {
        var frame = new byte[4 + rest.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, length);
        rest.CopyTo(frame, 4);
        return frame;
    }
}
