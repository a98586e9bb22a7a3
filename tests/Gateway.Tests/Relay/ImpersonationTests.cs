using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>R8: every request type as someone else. Mallory has a session of her own and knows everything of Bob that is public.</summary>
public sealed class ImpersonationTests(SharedRelay relay)
{
    private static readonly FrameType[] Attacks =
    [
        FrameType.Register, FrameType.Login, FrameType.Logout, FrameType.Send, FrameType.Fetch, FrameType.Ack,
        FrameType.Subscribe, FrameType.Unsubscribe, FrameType.PublishKey,
    ];

    public static TheoryData<FrameType> RequestsInSomebodysName => [.. Attacks];

    [Fact]
    public void Every_request_type_is_tried_as_someone_else_or_is_in_nobodys_name()
    {
        // LOOKUP tells everybody the same; the others know no user. Whom a challenge serves is for AuthenticationTests.
        FrameType[] inNobodysName = [FrameType.Hello, FrameType.Challenge, FrameType.Ping, FrameType.Lookup];

        var requests = Enum.GetValues<FrameType>().Where(type => (byte)type < (byte)FrameType.Deliver);

        Assert.Equal(requests.Order(), inNobodysName.Concat(Attacks).Order());
    }

    [Theory]
    [MemberData(nameof(RequestsInSomebodysName))]
    public async Task As_someone_else_a_request_gets_nothing_and_disturbs_nothing(FrameType type)
    {
        using var bob = new TestPerson();
        using var mallory = new TestPerson();
        await using var victim = await RawClient.RegisterAsync(relay.EndPoint, bob);
        await using var attacker = await RawClient.RegisterAsync(relay.EndPoint, mallory);
        (await victim.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        (await attacker.AskAsync(new SendRequest(1, bob.Envelope()))).As<SendReply>();

        await AttackAsync(type, attacker, mallory, bob);

        // Bob is still who he was, holds the lease, has his mail, and is told of more.
        var shown = (await victim.AskAsync(LookupRequest.For(bob.Username))).As<LookupReply>();
        Assert.Equal((bob.PublicKey, 1u), (shown.PublicKey, shown.SealingKey.Number));
        Assert.Equal(2u, (await victim.AskAsync(new PublishKeyRequest(bob.SealingKey(2).ToArray()))).As<PublishKeyReply>().Number);
        var last = (await victim.AskAsync(new SendRequest(1, bob.Envelope()))).As<SendReply>().Sequence;
        var kept = await victim.FetchAllAsync();
        Assert.Equal(Enumerable.Range(1, (int)last).Select(i => (ulong)i), kept.Select(message => message.Sequence));
        Assert.All(kept.Take(kept.Count - 1), message => Assert.Equal(mallory.UserId, message.Sender));
        var pushed = new List<ulong>();
        while (pushed.Count < kept.Count)
        {
            pushed.AddRange((await victim.NextPushAsync()).As<Deliver>().Page.Messages.Select(message => message.Sequence));
        }

        Assert.Equal(kept.Select(message => message.Sequence), pushed);
    }

    private Task AttackAsync(FrameType type, RawClient attacker, TestPerson mallory, TestPerson bob) => type switch
    {
        FrameType.Register => RegisterAsync(bob),
        FrameType.Login => LogInAsync(mallory, bob),
        FrameType.Logout => LogOutAsync(attacker),
        FrameType.Send => SendAsync(attacker, bob),
        FrameType.Fetch => FetchAsync(attacker),
        FrameType.Ack => AcknowledgeAsync(attacker),
        FrameType.Subscribe => SubscribeAsync(attacker, mallory),
        FrameType.Unsubscribe => UnsubscribeAsync(attacker),
        FrameType.PublishKey => PublishKeyAsync(attacker, bob),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private async Task RegisterAsync(TestPerson bob)
    {
        using var eve = new TestPerson();
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        var ofHisKey = eve.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate) with
        {
            PublicKey = bob.PublicKey.Bytes,
        };
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(ofHisKey));

        var underHisName = eve.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate, bob.Username);
        Assert.Equal(ErrorCode.UsernameTaken, await client.AskForErrorAsync(underHisName));
        Assert.Equal(ErrorCode.LoginRequired, await client.AskForErrorAsync(new FetchRequest(0, 10)));
    }

    private async Task LogInAsync(TestPerson mallory, TestPerson bob)
    {
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        var withHisKey = mallory.Login(client.ServerId, await client.ChallengeAsync(), client.Certificate) with
        {
            PublicKey = bob.PublicKey.Bytes,
        };
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(withHisKey));

        var underHisName = mallory.Login(client.ServerId, await client.ChallengeAsync(), client.Certificate, bob.Username);
        Assert.Equal(ErrorCode.UnknownUser, await client.AskForErrorAsync(underHisName));
        Assert.Equal(ErrorCode.LoginRequired, await client.AskForErrorAsync(new FetchRequest(0, 10)));
    }

    private static async Task LogOutAsync(RawClient attacker) => (await attacker.AskAsync(default(LogoutRequest))).As<LogoutReply>();

    private static async Task SendAsync(RawClient attacker, TestPerson bob) =>
        (await attacker.AskAsync(new SendRequest(1, bob.Envelope()))).As<SendReply>();

    private static async Task FetchAsync(RawClient attacker) => Assert.Empty(await attacker.FetchAllAsync());

    private static async Task AcknowledgeAsync(RawClient attacker)
    {
        await FetchAsync(attacker);
        Assert.Equal(ErrorCode.BadAck, await attacker.AskForErrorAsync(new AckRequest(1)));
    }

    private static async Task SubscribeAsync(RawClient attacker, TestPerson mallory)
    {
        Assert.Equal(new SubscribeReply(1, 1, 10), (await attacker.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>());
        var own = mallory.Envelope();
        (await attacker.AskAsync(new SendRequest(1, own))).As<SendReply>();
        Assert.Equal(own, (await attacker.NextPushAsync()).As<Deliver>().Page.Messages.Single().Envelope);
    }

    private static async Task UnsubscribeAsync(RawClient attacker) =>
        (await attacker.AskAsync(default(UnsubscribeRequest))).As<UnsubscribeReply>();

    private static async Task PublishKeyAsync(RawClient attacker, TestPerson bob)
    {
        await FetchAsync(attacker);
        Assert.Equal(ErrorCode.BadSealingKey, await attacker.AskForErrorAsync(new PublishKeyRequest(bob.SealingKey(2).ToArray())));
    }
}
