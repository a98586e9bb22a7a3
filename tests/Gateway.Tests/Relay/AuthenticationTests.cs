using System.Security.Cryptography;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class AuthenticationTests(SharedRelay relay)
{
    [Fact]
    public async Task Who_has_registered_can_log_in_with_and_without_the_name()
    {
        using var alice = new TestPerson();
        await using var first = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var second = await RawClient.GreetAsync(relay.EndPoint);

        var named = (await second.AskAsync(alice.Login(second.ServerId, await second.ChallengeAsync(), second.Certificate, alice.Username))).As<LoginReply>();
        (await second.AskAsync(default(LogoutRequest))).As<LogoutReply>();
        var unnamed = (await second.AskToLogInAsync(alice)).As<LoginReply>();

        Assert.Equal(alice.Username.Display, named.Session.Username.Display);
        Assert.Equal(named, unnamed);
        Assert.Equal(1u, unnamed.Session.SealingKeyNumber);
    }

    [Fact]
    public async Task A_challenge_serves_one_attempt_whatever_its_outcome()
    {
        using var alice = new TestPerson();
        using var mallory = new TestPerson();
        await using var registration = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var client = await RawClient.GreetAsync(relay.EndPoint);
        var nonce = await client.ChallengeAsync();

        var stranger = await client.AskForErrorAsync(mallory.Login(client.ServerId, nonce, client.Certificate));
        var again = await client.AskForErrorAsync(alice.Login(client.ServerId, nonce, client.Certificate));

        Assert.Equal(ErrorCode.UnknownUser, stranger);
        Assert.Equal(ErrorCode.ChallengeExpired, again);
    }

    [Fact]
    public async Task A_captured_login_cannot_be_replayed_after_logout()
    {
        using var alice = new TestPerson();
        await using var registration = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var client = await RawClient.GreetAsync(relay.EndPoint);
        var login = alice.Login(client.ServerId, await client.ChallengeAsync(), client.Certificate);
        (await client.AskAsync(login)).As<LoginReply>();
        (await client.AskAsync(default(LogoutRequest))).As<LogoutReply>();

        var without = await client.AskForErrorAsync(login);
        await client.ChallengeAsync();
        var withANewNonce = await client.AskForErrorAsync(login);

        Assert.Equal(ErrorCode.ChallengeExpired, without);
        Assert.Equal(ErrorCode.BadSignature, withANewNonce);
    }

    [Fact]
    public async Task A_challenge_of_another_connection_does_not_serve()
    {
        using var alice = new TestPerson();
        await using var registration = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var asked = await RawClient.GreetAsync(relay.EndPoint);
        await using var used = await RawClient.GreetAsync(relay.EndPoint);
        var nonce = await asked.ChallengeAsync();

        var without = await used.AskForErrorAsync(alice.Login(used.ServerId, nonce, used.Certificate));
        await used.ChallengeAsync();
        var withItsOwn = await used.AskForErrorAsync(alice.Login(used.ServerId, nonce, used.Certificate));

        Assert.Equal(ErrorCode.ChallengeExpired, without);
        Assert.Equal(ErrorCode.BadSignature, withItsOwn);
    }

    [Fact]
    public async Task A_proof_for_another_certificate_relay_purpose_or_key_is_refused()
    {
        using var alice = new TestPerson();
        using var mallory = new TestPerson();
        await using var registration = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var client = await RawClient.GreetAsync(relay.EndPoint);
        var otherCertificate = new Fingerprint(RandomNumberGenerator.GetBytes(Fingerprint.Length));

        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(alice.Login(client.ServerId, await client.ChallengeAsync(), otherCertificate)));
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(alice.Login(client.ServerId, await client.ChallengeAsync(), Fingerprint.None)));
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(alice.Login(ServerId.New(), await client.ChallengeAsync(), client.Certificate)));

        var forged = mallory.Login(client.ServerId, await client.ChallengeAsync(), client.Certificate) with { PublicKey = alice.PublicKey.Bytes };
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(forged));

        var registered = alice.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate);
        var reused = new LoginRequest(registered.Username, registered.PublicKey, registered.ClientNonce, registered.Signature);
        Assert.Equal(ErrorCode.BadSignature, await client.AskForErrorAsync(reused));
    }

    [Fact]
    public async Task Bad_names_and_keys_get_their_own_errors_and_the_connection_stays()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.GreetAsync(relay.EndPoint);
        var good = alice.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate);
        var offCurve = alice.PublicKey.Bytes.ToArray();
        offCurve[64] ^= 1;

        Assert.Equal(ErrorCode.BadUsername, await client.AskForErrorAsync(good with { Username = "a b"u8.ToArray() }));
        Assert.Equal(ErrorCode.BadPublicKey, await client.AskForErrorAsync(good with { PublicKey = offCurve }));
        Assert.Equal(ErrorCode.ChallengeExpired, await client.AskForErrorAsync(good));

        var badSealingKey = alice.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate) with { SealingKey = new byte[149] };
        Assert.Equal(ErrorCode.BadSealingKey, await client.AskForErrorAsync(badSealingKey));
        (await client.AskToRegisterAsync(alice)).As<RegisterReply>();
    }

    [Fact]
    public async Task A_name_stays_with_its_key_and_a_key_with_its_name()
    {
        using var alice = new TestPerson();
        using var mallory = new TestPerson();
        await using var first = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var client = await RawClient.GreetAsync(relay.EndPoint);

        var taken = await client.AskForErrorAsync(
            mallory.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate, Username.Parse(alice.Username.Display.ToUpperInvariant())));
        var second = await client.AskForErrorAsync(
            alice.Registration(client.ServerId, await client.ChallengeAsync(), client.Certificate, Username.Parse("other-" + alice.Username.Display)));
        var wrongName = await client.AskForErrorAsync(alice.Login(client.ServerId, await client.ChallengeAsync(), client.Certificate, mallory.Username));

        Assert.Equal(ErrorCode.UsernameTaken, taken);
        Assert.Equal(ErrorCode.AlreadyRegistered, second);
        Assert.Equal(ErrorCode.UnknownUser, wrongName);
    }

    [Fact]
    public async Task A_second_login_on_a_connection_needs_a_logout()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);

        Assert.Equal(ErrorCode.AlreadyLoggedIn, (await client.AskToLogInAsync(alice)).Code);
        Assert.Equal(ErrorCode.AlreadyLoggedIn, (await client.AskToRegisterAsync(alice)).Code);
    }

    [Fact]
    public async Task Plain_tcp_takes_proofs_over_zeros_and_no_others()
    {
        await using var plain = await TestRelay.StartAsync(options => options.Plaintext = true);
        using var alice = new TestPerson();
        await using var client = await RawClient.GreetAsync(plain.EndPoint, tls: false);
        var someCertificate = new Fingerprint(RandomNumberGenerator.GetBytes(Fingerprint.Length));

        var wrong = await client.AskForErrorAsync(alice.Registration(client.ServerId, await client.ChallengeAsync(), someCertificate));
        (await client.AskToRegisterAsync(alice)).As<RegisterReply>();

        Assert.Equal(ErrorCode.BadSignature, wrong);
    }

    [Fact]
    public async Task Logout_is_answered_after_the_sends_before_it()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var sends = Enumerable.Range(0, 50).Select(_ => client.Write(new SendRequest(1, alice.Envelope()))).ToList();
        var logout = client.Write(default(LogoutRequest));
        var late = client.Write(new SendRequest(1, alice.Envelope()));
        await client.FlushAsync();

        var frames = new List<ReceivedFrame>();
        while (frames.Count < sends.Count + 2)
        {
            frames.Add(await client.NextAsync() ?? throw new InvalidOperationException("The connection ended."));
        }

        Assert.Equal([.. sends, logout, late], frames.Select(frame => frame.Id));
        Assert.All(frames.Take(sends.Count), frame => frame.As<SendReply>());
        Assert.Equal(ErrorCode.LoginRequired, frames[^1].Code);
    }
}
