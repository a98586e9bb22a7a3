using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>
/// R7 for strangers: a connection without a login cannot make the gateway hold a large frame. Each test sends the start of one and no more,
/// so a gateway that waits for the rest fails by <see cref="Limit"/>.
/// </summary>
public sealed class LargeFrameBeforeLoginTests(SharedRelay relay)
{
    private const int StartBytes = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly byte[] Largest = ProtocolErrorTests.Request(FrameType.Send, 77, new byte[Frame.BodyBytesMax]);

    [Fact]
    public async Task A_send_is_refused_before_its_envelope_has_come_and_the_connection_goes_on()
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(Largest.AsMemory(0, StartBytes));
        var refusal = await client.AnswerAsync(77).WaitAsync(Limit, TestContext.Current.CancellationToken);
        await client.SendBytesAsync(Largest.AsMemory(StartBytes));

        Assert.Equal(ErrorCode.LoginRequired, refusal.Code);
        (await client.AskAsync(new PingRequest(1))).As<PingReply>();
    }

    [Theory]
    [InlineData(FrameType.Register)]
    [InlineData(FrameType.Login)]
    [InlineData(FrameType.Challenge)]
    [InlineData(FrameType.Ping)]
    public async Task A_request_that_is_never_so_large_breaks_the_grammar_at_once(FrameType type)
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(ProtocolErrorTests.Request(type, 5, new byte[Frame.BodyBytesMax]).AsMemory(0, StartBytes));

        Assert.Equal(ErrorCode.MalformedFrame, (await LastFrameAsync(client)).Code);
    }

    [Theory]
    [InlineData(FrameType.Hello, ErrorCode.MalformedFrame)]
    [InlineData(FrameType.Send, ErrorCode.HelloRequired)]
    public async Task The_first_frame_is_judged_by_its_start(FrameType type, ErrorCode reason)
    {
        await using var client = await RawClient.ConnectAsync(relay.EndPoint);

        await client.SendBytesAsync(ProtocolErrorTests.Request(type, 5, new byte[Frame.BodyBytesMax]).AsMemory(0, StartBytes));

        Assert.Equal(reason, (await LastFrameAsync(client)).Code);
    }

    [Fact]
    public async Task A_stream_that_ends_in_the_unread_rest_is_still_torn()
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        await client.SendBytesAsync(Largest.AsMemory(0, Largest.Length - 1));
        await client.FinishSendingAsync();

        Assert.Equal(ErrorCode.MalformedFrame, (await LastFrameAsync(client)).Code);
    }

    [Fact]
    public async Task A_send_right_behind_a_login_is_taken_whole()
    {
        using var alice = new TestPerson();
        await using (await RawClient.RegisterAsync(relay.EndPoint, alice))
        {
        }

        await using var client = await RawClient.GreetAsync(relay.EndPoint);
        var challenge = await client.ChallengeAsync();
        var login = client.Write(alice.Login(client.ServerId, challenge, client.Certificate));
        var send = client.Write(new SendRequest(1, alice.Envelope(60_000)));
        await client.FlushAsync();

        (await client.AnswerAsync(login)).As<LoginReply>();
        Assert.Equal(1UL, (await client.AnswerAsync(send)).As<SendReply>().Sequence);
    }

    private static async Task<ReceivedFrame> LastFrameAsync(RawClient client) =>
        await client.LastFrameAsync().WaitAsync(Limit, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The connection was closed without a word.");
}
