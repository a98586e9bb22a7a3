using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>R7 at the gateway: each limit has a name and an answer.</summary>
public sealed class LimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task One_connection_too_many_is_told_so_and_room_is_made_by_closing()
    {
        await using var relay = await TestRelay.StartAsync(options => options.ConnectionsMax = 2);
        await using var first = await RawClient.GreetAsync(relay.EndPoint);
        await using (await RawClient.GreetAsync(relay.EndPoint))
        {
            await using var third = await RawClient.ConnectAsync(relay.EndPoint);
            Assert.Equal(ErrorCode.TooManyConnections, (await third.LastFrameAsync())!.Code);
        }

        while (true)
        {
            await using var next = await RawClient.ConnectAsync(relay.EndPoint);
            next.Write(new HelloRequest(1, 1, 0, ""));
            await next.FlushAsync();
            if ((await next.NextAsync())!.Type == Protocol.Wire.FrameType.HelloReply)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task The_limit_per_address_holds_for_loopback_when_asked_to()
    {
        await using var relay = await TestRelay.StartAsync(options =>
        {
            options.ConnectionsPerAddressMax = 1;
            options.LimitLoopback = true;
        });
        await using var first = await RawClient.GreetAsync(relay.EndPoint);
        await using var second = await RawClient.ConnectAsync(relay.EndPoint);

        Assert.Equal(ErrorCode.TooManyConnections, (await second.LastFrameAsync())!.Code);
    }

    [Fact]
    public async Task A_connection_without_hello_or_login_is_closed()
    {
        await using var relay = await TestRelay.StartAsync(options => options.HelloTimeout = options.LoginTimeout = Soon);
        await using var silent = await RawClient.ConnectAsync(relay.EndPoint);
        await using var greeted = await RawClient.GreetAsync(relay.EndPoint);

        Assert.Equal(ErrorCode.IdleTimeout, (await silent.LastFrameAsync())!.Code);
        Assert.Equal(ErrorCode.IdleTimeout, (await greeted.LastFrameAsync())!.Code);
    }

    [Fact]
    public async Task A_logged_in_connection_that_says_nothing_is_closed()
    {
        await using var relay = await TestRelay.StartAsync(options => options.IdleTimeout = Soon);
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);

        Assert.Equal(ErrorCode.IdleTimeout, (await client.LastFrameAsync())!.Code);
    }

    [Fact]
    public async Task Lookups_logins_and_registrations_are_rate_limited()
    {
        await using var relay = await TestRelay.StartAsync(options =>
        {
            options.LimitLoopback = true;
            options.LookupsPerMinute = 3;
            options.LoginsPerMinute = 1;
            options.RegistrationsPerMinute = 1;
        });
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        for (var i = 0; i < 3; i++)
        {
            (await client.AskAsync(LookupRequest.For(alice.UserId))).As<LookupReply>();
        }

        var lookup = (await client.AskAsync(LookupRequest.For(alice.UserId))).As<ErrorReply>().Problem;
        await using var other = await RawClient.LogInAsync(relay.EndPoint, alice);
        (await other.AskAsync(default(LogoutRequest))).As<LogoutReply>();
        var login = (await other.AskToLogInAsync(alice)).As<ErrorReply>().Problem;
        var registration = (await other.AskToRegisterAsync(bob)).As<ErrorReply>().Problem;

        Assert.All([lookup, login, registration], problem => Assert.Equal(ErrorCode.RateLimited, problem.Code));
        Assert.All([lookup, login, registration], problem => Assert.InRange(problem.RetryAfterMs, 1u, 60_000u));
    }

    [Fact]
    public async Task Logging_in_again_does_not_bring_new_lookups()
    {
        await using var relay = await TestRelay.StartAsync(options => options.LookupsPerMinute = 3);
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var first = await RawClient.RegisterAsync(relay.EndPoint, alice);
        for (var i = 0; i < 3; i++)
        {
            (await first.AskAsync(LookupRequest.For(alice.UserId))).As<LookupReply>();
        }

        (await first.AskAsync(default(LogoutRequest))).As<LogoutReply>();
        (await first.AskToLogInAsync(alice)).As<LoginReply>();
        await using var second = await RawClient.LogInAsync(relay.EndPoint, alice);
        await using var other = await RawClient.RegisterAsync(relay.EndPoint, bob);

        Assert.Equal(ErrorCode.RateLimited, await first.AskForErrorAsync(LookupRequest.For(alice.UserId)));
        Assert.Equal(ErrorCode.RateLimited, await second.AskForErrorAsync(LookupRequest.For(alice.UserId)));
        (await other.AskAsync(LookupRequest.For(alice.UserId))).As<LookupReply>();
    }

    [Fact]
    public async Task A_session_with_too_many_closed_gates_is_closed()
    {
        const int limit = 3;
        await using var relay = await TestRelay.StartAsync(options => options.ClosedGatesMax = limit);
        var people = Enumerable.Range(0, limit).Select(_ => new TestPerson()).ToList();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, people[0]);
        foreach (var person in people)
        {
            await using var registration = person == people[0] ? null : await RawClient.RegisterAsync(relay.EndPoint, person);
            Assert.Equal(ErrorCode.StaleKey, await sender.AskForErrorAsync(new SendRequest(1, person.Envelope(keyNumber: 9))));
        }

        sender.Write(new SendRequest(1, people[0].Envelope()));
        await sender.FlushAsync();

        Assert.Equal(ErrorCode.RateLimited, (await sender.LastFrameAsync())!.Code);
        people.ForEach(person => person.Dispose());
    }
}
