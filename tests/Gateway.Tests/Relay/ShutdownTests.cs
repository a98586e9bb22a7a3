using System.Net;
using System.Net.Sockets;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit.Processes;

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

    [Fact]
    public async Task While_it_drains_a_relay_takes_nobody_in_and_says_so_to_probes()
    {
        var health = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        await using var relay = await TestRelay.StartAsync(options => options.DrainTimeout = TimeSpan.FromMinutes(1), health);
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var stranger = await RawClient.GreetAsync(relay.EndPoint);
        relay.Log.Hold(alice.UserId);
        var send = client.Write(new SendRequest(1, alice.Envelope()));
        await client.FlushAsync();
        await relay.Log.AppendedAsync(alice.UserId);

        var stopping = relay.StopAsync();
        Assert.Equal(ErrorCode.GoingAway, (await stranger.LastFrameAsync())!.Code);

        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(relay.EndPoint));
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://{health}/health/ready"), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith("not ready\n", text, StringComparison.Ordinal);
        Assert.Contains("gateway: is stopping and takes no new clients\n", text, StringComparison.Ordinal);
        relay.Log.Release(alice.UserId);
        Assert.Equal(1UL, (await client.AnswerAsync(send)).As<SendReply>().Sequence);
        await stopping;
    }
}
