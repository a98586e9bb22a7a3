using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Connection;

/// <summary>A relay with two gateways. The clock stands still unless a test moves it, so whatever waited would never come.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _first = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly Channel<DateTimeOffset> _waits = Channel.CreateUnbounded<DateTimeOffset>();
    private readonly Channel<RelayAddress?> _online = Channel.CreateUnbounded<RelayAddress?>();
    private FakeRelay _second = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RelayAddress Both => RelayAddress.Parse($"{_first.Address.Endpoint},{_second.Address.Endpoint}");

    public ValueTask InitializeAsync()
    {
        _second = FakeRelay.StartBeside(_first);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_lost_gateway_is_left_for_the_next_one_at_once()
    {
        await using var alice = await JoinAsync();

        await _first.DisposeAsync();

        Assert.Equal(_second.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
        Assert.Equal(_second.Address.Endpoint, alice.Messenger.Gateway?.Endpoint);
        Assert.False(_waits.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData(ErrorCode.TryAgain)]
    [InlineData(ErrorCode.TooManyConnections)]
    public async Task A_gateway_that_refuses_the_login_for_now_is_left_for_the_next_one_at_once(ErrorCode code)
    {
        await using var third = FakeRelay.StartBeside(_first);
        await using var alice = await JoinAsync(RelayAddress.Parse($"{Both.Endpoint},{third.Address.Endpoint}"));
        _second.Script = r => r.Type == FrameType.Login ? Verdict.Refuse(code) : Verdict.Obey;

        await _first.DisposeAsync();

        Assert.Equal(third.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
        Assert.Equal(1, _second.CountOf(FrameType.Login));
        Assert.False(_waits.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_gateway_that_goes_away_hands_its_clients_to_the_next()
    {
        await using var alice = await JoinAsync();

        _first.Notify(ErrorCode.GoingAway);
        _first.CloseAll(ErrorCode.GoingAway, "stopping");

        Assert.Equal(_second.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
        Assert.False(_waits.Reader.TryRead(out _));
    }

    [Fact]
    public async Task The_first_connection_tries_each_gateway_once()
    {
        await _first.DisposeAsync();
        await using var alice = Make();

        await alice.ConnectAsync();

        Assert.Equal(_second.Address.Endpoint, alice.Messenger.Gateway?.Endpoint);
    }

    [Fact]
    public async Task With_no_gateway_the_first_connection_fails_and_says_so()
    {
        await using var alice = Make();
        await _first.DisposeAsync();
        await _second.DisposeAsync();

        await Assert.ThrowsAsync<RelayUnreachableException>(alice.ConnectAsync);
    }

    [Fact]
    public async Task A_refusal_of_one_gateway_is_told_rather_than_the_silence_of_another()
    {
        await using var alice = Make();
        _first.Script = r => r.Type == FrameType.Login ? Verdict.Refuse(ErrorCode.TryAgain) : Verdict.Obey;
        await _second.DisposeAsync();

        var error = await Assert.ThrowsAsync<RelayException>(alice.ConnectAsync);

        Assert.Equal(ErrorCode.TryAgain, error.Code);
    }

    [Fact]
    public async Task Gateways_that_let_in_and_cut_off_are_run_around_ever_more_slowly()
    {
        await using var alice = await JoinAsync();
        _first.DropConnections();
        Assert.Equal(_second.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);

        var waits = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            _second.DropConnections();
            waits.Add(await AnswerWaitAsync());
            Assert.Equal(_first.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
            _first.DropConnections();
            Assert.Equal(_second.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
        }

        Assert.Equal([1, 2, 4], waits);
    }

    [Fact]
    public async Task Unanswered_sends_go_to_the_next_gateway_with_their_ids_in_order_and_are_stored_once()
    {
        using var bob = FakePeer.Join(_first, "bob");
        var posted = 0;
        _first.Script = r => r.Type == FrameType.Send && ++posted == 4 ? Verdict.ObeyThenDrop : Verdict.Obey;
        await using var alice = await JoinAsync();

        var sending = Enumerable.Range(0, 8).Select(i => alice.SendAsync(bob, $"text {i}")).ToList();
        await Task.WhenAll(sending).WaitAsync(Limit, Cancel);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"text {i}"), bob.Texts);
        Assert.Equal(IdsOf(_first)[3], IdsOf(_second)[0]);
        Assert.Equal(_second.Address.Endpoint, alice.Messenger.Gateway?.Endpoint);
    }

    [Fact]
    public async Task A_subscription_goes_on_at_the_next_gateway_without_loss_or_repeats()
    {
        using var bob = FakePeer.Join(_first, "bob");
        await using var alice = await JoinAsync();
        var mailbox = _first.UserNamed("alice");
        var texts = Enumerable.Range(0, 6).Select(i => $"text {i}").ToList();
        var receiving = alice.ReceiveAsync(texts.Count);
        var acks = 0;
        _first.Script = r => r.Type == FrameType.Ack && ++acks == 3 ? Verdict.ObeyThenDrop : Verdict.Obey;

        foreach (var text in texts)
        {
            bob.Send(mailbox, text);
        }

        var received = await receiving.WaitAsync(Limit, Cancel);
        Assert.Equal(texts, received.Select(message => ((TextContent)message.Content!).Text));
    }

    [Fact]
    public async Task The_key_seen_at_one_gateway_holds_for_all_of_them()
    {
        await using var impostor = FakeRelay.Start(serverId: _first.ServerId);
        await using var alice = await JoinAsync(RelayAddress.Parse($"{_first.Address.Endpoint},{impostor.Address.Endpoint}"));
        var failed = new TaskCompletionSource<SdtpClientException?>();
        alice.Messenger.ConnectionChanged += (_, e) => _ = e.State == ConnectionState.Failed && failed.TrySetResult(e.Error);

        await _first.DisposeAsync();

        Assert.IsType<ServerIdentityChangedException>(await failed.Task.WaitAsync(Limit, Cancel));
        Assert.Empty(impostor.Requests);
    }

    [Fact]
    public async Task A_gateway_of_another_relay_is_passed_over_and_nobody_is_registered_there()
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(
            _first.Certificate!.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12), null);
        await using var other = FakeRelay.Start(certificate: certificate);
        await using var alice = await JoinAsync(RelayAddress.Parse($"{_first.Address.Endpoint},{other.Address.Endpoint}"));

        _first.DropConnections();
        await AnswerWaitAsync();

        Assert.Equal(_first.Address.Endpoint, (await NextOnlineAsync())?.Endpoint);
        Assert.Equal(1, other.ConnectionsMade);
        Assert.Equal(0, other.CountOf(FrameType.Register));
    }

    private static List<string> IdsOf(FakeRelay gateway) =>
    [
        .. gateway.Requests.Where(r => r.Type == FrameType.Send)
            .Select(r => EnvelopeHeader.TryRead(r.Body.AsSpan(4), out var header) ? header.MessageId.ToString() : "none"),
    ];

    private Person Make(RelayAddress? relay = null) => Person.Make(_home, "Alice", relay ?? Both, Person.Quick with
    {
        Clock = _clock,
        Reconnect = new BackoffOptions { First = TimeSpan.FromSeconds(1), Max = TimeSpan.FromHours(6), Jitter = 0 },
    });

    private async Task<Person> JoinAsync(RelayAddress? relay = null)
    {
        var person = Make(relay);
        await person.ConnectAsync();
        person.Messenger.RetryScheduled += (_, e) => _waits.Writer.TryWrite(e.At);
        person.Messenger.ConnectionChanged += (_, e) => _ = e.State == ConnectionState.Online && _online.Writer.TryWrite(e.Gateway);
        return person;
    }

    private Task<RelayAddress?> NextOnlineAsync() => _online.Reader.ReadAsync(Cancel).AsTask().WaitAsync(Limit, Cancel);

    /// <summary>Lets the next wait between tries pass, and gives its length in seconds.</summary>
    private async Task<double> AnswerWaitAsync()
    {
        var at = await _waits.Reader.ReadAsync(Cancel).AsTask().WaitAsync(Limit, Cancel);
        var wait = at - _clock.GetUtcNow();
        _clock.Advance(wait);
        return wait.TotalSeconds;
    }
}
