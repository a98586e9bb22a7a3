using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Clients_are_told_and_the_relay_stops()
    {
        await using var relay = await TestRelay.StartAsync();
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var subscribed = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await subscribed.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        await using var idle = await RawClient.RegisterAsync(relay.EndPoint, bob);

        var stopping = relay.StopAsync();
        var notice = (await idle.NextPushAsync()).As<Notice>();
        var last = await subscribed.LastFrameAsync();
        await stopping;

        Assert.Equal(ErrorCode.GoingAway, notice.Problem.Code);
        Assert.Equal(ErrorCode.GoingAway, last!.Code);
    }

    [Fact]
    public async Task Sends_on_their_way_are_answered_before_the_connection_closes()
    {
        await using var relay = await TestRelay.StartAsync();
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        relay.Log.Hold(alice.UserId);
        var send = client.Write(new SendRequest(1, alice.Envelope()));
        await client.FlushAsync();
        await relay.Log.AppendedAsync(alice.UserId);

        var stopping = relay.StopAsync();
        Assert.Equal(FrameType.Notice, (await client.NextPushAsync()).Type);
        relay.Log.Release(alice.UserId);

        Assert.Equal(1UL, (await client.AnswerAsync(send)).As<SendReply>().Sequence);
        Assert.Equal(ErrorCode.GoingAway, (await client.LastFrameAsync())!.Code);
        await stopping;
    }
}
