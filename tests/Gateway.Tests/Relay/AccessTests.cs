using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>R8: every request type without login and after logout. <see cref="ImpersonationTests"/> makes them as someone else.</summary>
public sealed class AccessTests(SharedRelay relay)
{
    private static readonly FrameType[] NeedLogin =
    [
        FrameType.Logout, FrameType.Lookup, FrameType.Send, FrameType.Fetch, FrameType.Ack,
        FrameType.Subscribe, FrameType.Unsubscribe, FrameType.PublishKey,
    ];

    public static TheoryData<FrameType> RequestsThatNeedLogin => [.. NeedLogin];

    [Fact]
    public void Every_request_type_is_in_the_matrix()
    {
        FrameType[] open = [FrameType.Hello, FrameType.Challenge, FrameType.Register, FrameType.Login, FrameType.Ping];

        var requests = Enum.GetValues<FrameType>().Where(type => (byte)type < (byte)FrameType.Deliver);

        Assert.Equal(requests.Order(), open.Concat(NeedLogin).Order());
    }

    [Theory]
    [MemberData(nameof(RequestsThatNeedLogin))]
    public async Task Without_login_a_request_is_refused(FrameType type)
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        Assert.Equal(ErrorCode.LoginRequired, await AskAsync(client, type, alice));
        (await client.AskAsync(new PingRequest(1))).As<PingReply>();
    }

    [Theory]
    [MemberData(nameof(RequestsThatNeedLogin))]
    public async Task After_logout_a_request_is_refused(FrameType type)
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await client.AskAsync(new FetchRequest(0, 10))).As<FetchReply>();
        (await client.AskAsync(default(LogoutRequest))).As<LogoutReply>();

        Assert.Equal(ErrorCode.LoginRequired, await AskAsync(client, type, alice));
    }

    [Fact]
    public async Task Acknowledging_and_publishing_need_the_lease()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);

        Assert.Equal(ErrorCode.LeaseRequired, await client.AskForErrorAsync(new AckRequest(1)));
        Assert.Equal(ErrorCode.LeaseRequired, await client.AskForErrorAsync(new PublishKeyRequest(alice.SealingKey(2).ToArray())));
        (await client.AskAsync(new FetchRequest(0, 1))).As<FetchReply>();
        Assert.Equal(2u, (await client.AskAsync(new PublishKeyRequest(alice.SealingKey(2).ToArray()))).As<PublishKeyReply>().Number);
    }

    [Fact]
    public async Task Lookup_finds_active_users_by_name_and_by_userid_and_nobody_else()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        using var stranger = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var registration = await RawClient.RegisterAsync(relay.EndPoint, bob);

        var byName = (await client.AskAsync(LookupRequest.For(Username.Parse(bob.Username.Display.ToUpperInvariant())))).As<LookupReply>();
        var byUserId = (await client.AskAsync(LookupRequest.For(bob.UserId))).As<LookupReply>();

        Assert.Equal(bob.PublicKey, byName.PublicKey);
        Assert.Equal(bob.Username.Display, byName.Username.Display);
        Assert.True(byUserId.SealingKey.IsSignedBy(bob.PublicKey));
        Assert.Equal(ErrorCode.UnknownUser, await client.AskForErrorAsync(LookupRequest.For(stranger.Username)));
        Assert.Equal(ErrorCode.UnknownUser, await client.AskForErrorAsync(LookupRequest.For(stranger.UserId)));
        Assert.Equal(ErrorCode.BadUsername, await client.AskForErrorAsync(new LookupRequest("no spaces", default)));
    }

    private static Task<ErrorCode> AskAsync(RawClient client, FrameType type, TestPerson person) => type switch
    {
        FrameType.Logout => client.AskForErrorAsync(default(LogoutRequest)),
        FrameType.Lookup => client.AskForErrorAsync(LookupRequest.For(person.UserId)),
        FrameType.Send => client.AskForErrorAsync(new SendRequest(1, person.Envelope())),
        FrameType.Fetch => client.AskForErrorAsync(new FetchRequest(0, 10)),
        FrameType.Ack => client.AskForErrorAsync(new AckRequest(1)),
        FrameType.Subscribe => client.AskForErrorAsync(new SubscribeRequest(0, 10)),
        FrameType.Unsubscribe => client.AskForErrorAsync(default(UnsubscribeRequest)),
        FrameType.PublishKey => client.AskForErrorAsync(new PublishKeyRequest(person.SealingKey(2).ToArray())),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
