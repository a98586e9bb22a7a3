using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Client.Wire;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Tests.Wire;

public sealed class RelayConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connecting_tells_the_relays_name_and_key()
    {
        await using var relay = FakeRelay.Start();

        await using var connection = await ConnectAsync(relay);

        Assert.Equal(relay.ServerId, connection.Hello.ServerId);
        Assert.Equal(relay.Pin, connection.ServerKey);
        Assert.False(connection.Certificate.IsNone);
    }

    [Fact]
    public async Task Pipelined_requests_each_get_their_own_answer()
    {
        await using var relay = FakeRelay.Start();
        await using var connection = await ConnectAsync(relay);

        var tokens = Enumerable.Range(0, 2_000).Select(i => (ulong)i).ToList();
        var replies = await Task.WhenAll(tokens.Select(t => connection.RequestAsync<PingRequest, PingReply>(new PingRequest(t), Cancel)));

        Assert.Equal(tokens, replies.Select(r => r.Token));
    }

    [Fact]
    public async Task Posted_requests_leave_in_the_order_of_the_calls()
    {
        await using var relay = FakeRelay.Start();
        await using var connection = await ConnectAsync(relay);

        var last = Task.FromResult(default(PingReply));
        for (var i = 0ul; i < 500; i++)
        {
            last = await connection.PostAsync<PingRequest, PingReply>(new PingRequest(i), Cancel);
        }

        await last;
        var seen = relay.Requests
            .Where(r => r.Type == FrameType.Ping)
            .Select(r => PingRequest.TryRead(r.Body, out var ping) ? ping.Token : 0);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (ulong)i), seen);
    }

    [Fact]
    public async Task A_request_past_the_pipeline_limit_waits_for_a_free_place()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = r => r.Type == FrameType.Ping ? Verdict.Ignore : Verdict.Obey;
        await using var connection = await ConnectAsync(relay, o => o with { PipelinedRequestsMax = 2 });

        await connection.PostAsync<PingRequest, PingReply>(new PingRequest(1), Cancel);
        await connection.PostAsync<PingRequest, PingReply>(new PingRequest(2), Cancel);
        var third = connection.PostAsync<PingRequest, PingReply>(new PingRequest(3), Cancel).AsTask();

        Assert.False(third.IsCompleted);
        relay.DropConnections();
        await Assert.ThrowsAsync<ConnectionLostException>(() => third);
    }

    [Fact]
    public async Task The_relays_pipeline_limit_lowers_ours()
    {
        await using var relay = FakeRelay.Start();
        relay.Limits[RelayLimit.PipelinedRequests] = 1;
        relay.Script = r => r.Type == FrameType.Ping ? Verdict.Ignore : Verdict.Obey;
        await using var connection = await ConnectAsync(relay);

        await connection.PostAsync<PingRequest, PingReply>(new PingRequest(1), Cancel);
        var second = connection.PostAsync<PingRequest, PingReply>(new PingRequest(2), Cancel).AsTask();

        Assert.False(second.IsCompleted);
        relay.DropConnections();
        await Assert.ThrowsAsync<ConnectionLostException>(() => second);
    }

    [Fact]
    public async Task An_error_answer_becomes_a_relay_exception_with_its_fields()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = r => r.Type == FrameType.Challenge ? Verdict.Refuse(ErrorCode.RateLimited, retryAfterMs: 1_500) : Verdict.Obey;
        await using var connection = await ConnectAsync(relay);

        var error = await Assert.ThrowsAsync<RelayException>(
            () => connection.RequestAsync<ChallengeRequest, ChallengeReply>(default, Cancel));

        Assert.Equal(ErrorCode.RateLimited, error.Code);
        Assert.Equal(TimeSpan.FromMilliseconds(1_500), error.RetryAfter);
        Assert.Contains("RATE_LIMITED", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_fails_every_unanswered_request()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = r => r.Type == FrameType.Ping ? Verdict.Ignore : Verdict.Obey;
        await using var connection = await ConnectAsync(relay);
        var first = await connection.PostAsync<PingRequest, PingReply>(new PingRequest(1), Cancel);
        var second = await connection.PostAsync<PingRequest, PingReply>(new PingRequest(2), Cancel);

        relay.DropConnections();

        await Assert.ThrowsAsync<ConnectionLostException>(() => first);
        await Assert.ThrowsAsync<ConnectionLostException>(() => second);
        await connection.Closed.WaitAsync(Cancel);
        await Assert.ThrowsAsync<ConnectionLostException>(
            () => connection.RequestAsync<PingRequest, PingReply>(new PingRequest(3), Cancel));
    }

    [Fact]
    public async Task The_reason_that_the_relay_closes_with_is_told()
    {
        await using var relay = FakeRelay.Start();
        await using var connection = await ConnectAsync(relay);

        relay.CloseAll(ErrorCode.IdleTimeout, "nothing was heard");

        var reason = await connection.Closed.WaitAsync(Cancel);
        Assert.Equal(ErrorCode.IdleTimeout, reason.Reason?.Code);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_the_connection_usable()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = r => r.Type == FrameType.Challenge ? Verdict.Ignore : Verdict.Obey;
        await using var connection = await ConnectAsync(relay);
        using var stop = new CancellationTokenSource();

        var request = connection.RequestAsync<ChallengeRequest, ChallengeReply>(default, stop.Token);
        await relay.UntilAsync(() => relay.CountOf(FrameType.Challenge) == 1, Cancel);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal(7ul, (await connection.RequestAsync<PingRequest, PingReply>(new PingRequest(7), Cancel)).Token);
    }

    [Fact]
    public async Task Pings_keep_to_a_third_of_the_relays_idle_limit()
    {
        await using var relay = FakeRelay.Start();
        relay.Limits[RelayLimit.IdleSeconds] = 9;
        var clock = new FakeTimeProvider();
        await using var connection = await ConnectAsync(relay, o => o with { Clock = clock });

        clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(0, relay.CountOf(FrameType.Ping));
        clock.Advance(TimeSpan.FromSeconds(0.1));

        await relay.UntilAsync(() => relay.CountOf(FrameType.Ping) == 1, Cancel);
    }

    [Fact]
    public async Task A_ping_without_an_answer_ends_the_connection()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = r => r.Type == FrameType.Ping ? Verdict.Ignore : Verdict.Obey;
        var clock = new FakeTimeProvider();
        await using var connection = await ConnectAsync(relay, o => o with { Clock = clock });

        clock.Advance(TimeSpan.FromSeconds(30));
        await relay.UntilAsync(() => relay.CountOf(FrameType.Ping) == 1, Cancel);
        while (!connection.Closed.IsCompleted)
        {
            Cancel.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Contains("PING", (await connection.Closed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_pushes_past_the_limit_is_cut_off()
    {
        await using var relay = FakeRelay.Start();
        await using var connection = await ConnectAsync(relay, o => o with { PushesMax = 2 });

        relay.Notify(ErrorCode.GoingAway);
        relay.Notify(ErrorCode.GoingAway);
        relay.Notify(ErrorCode.GoingAway);

        Assert.Contains("pushed more than 2", (await connection.Closed.WaitAsync(Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_in_time_is_unreachable()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = _ => Verdict.Ignore;
        var clock = new FakeTimeProvider();

        var connecting = ConnectAsync(relay, o => o with { Clock = clock });
        await relay.UntilAsync(() => relay.CountOf(FrameType.Hello) == 1, Cancel);
        clock.Advance(TimeSpan.FromSeconds(10));

        var error = await Assert.ThrowsAsync<RelayUnreachableException>(() => connecting);
        Assert.Contains("10 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_version_is_told_as_the_relay_tells_it()
    {
        await using var relay = FakeRelay.Start();
        relay.Script = _ => Verdict.Refuse(ErrorCode.VersionUnsupported);

        var error = await Assert.ThrowsAsync<RelayException>(() => ConnectAsync(relay));

        Assert.Equal(ErrorCode.VersionUnsupported, error.Code);
    }

    [Fact]
    public async Task Nothing_that_listens_is_unreachable_with_advice()
    {
        RelayAddress address;
        await using (var relay = FakeRelay.Start())
        {
            address = relay.PinnedAddress;
        }

        var error = await Assert.ThrowsAsync<RelayUnreachableException>(
            () => RelayConnection.ConnectAsync(new RelayConnectionOptions { Address = address }, Cancel));

        Assert.Contains("relay is running", error.Message, StringComparison.Ordinal);
    }

    private static Task<RelayConnection> ConnectAsync(FakeRelay relay, Func<RelayConnectionOptions, RelayConnectionOptions>? change = null)
    {
        var options = new RelayConnectionOptions { Address = relay.PinnedAddress };
        return RelayConnection.ConnectAsync(change is null ? options : change(options), Cancel);
    }
}
