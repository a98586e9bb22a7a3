using System.Collections.Concurrent;
using Sdtp.Client;
using Sdtp.Client.Wire;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>R1 to R4 against the real relay process, killed without warning.</summary>
public sealed class DurabilityTests : IDisposable
{
    private const int Senders = 4;
    private const int Kills = 3;
    private const int AcknowledgedBeforeKill = 1_500;
    private const int InFlight = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task R1_R2_R4_Every_acknowledged_message_survives_kill_minus_nine_under_load_once_and_in_order()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        using var bob = new WirePerson("bob");
        await (await bob.RegisterAsync(relay.Address, _token)).DisposeAsync();
        var senders = Enumerable.Range(0, Senders).Select(i => new WirePerson($"sender{i}")).ToArray();
        foreach (var sender in senders)
        {
            await (await sender.RegisterAsync(relay.Address, _token)).DisposeAsync();
        }

        var acknowledged = new ConcurrentDictionary<MessageId, ulong>();
        for (var round = 0; round < Kills; round++)
        {
            using var enough = new SemaphoreSlim(0);
            var sending = senders
                .Select((sender, i) => SendUntilLostAsync(sender, i, round, bob.UserId, relay.Address, acknowledged, enough))
                .ToArray();
            for (var i = 0; i < AcknowledgedBeforeKill; i++)
            {
                await enough.WaitAsync(_token);
            }

            await relay.KillAsync();
            await Task.WhenAll(sending);
            await relay.StartAgainAsync(_token);
        }

        await using var receiver = await bob.LogInAsync(relay.Address, _token);
        var messages = await WirePerson.FetchAllAsync(receiver, _token);

        var stored = messages.ToDictionary(message => IdOf(message), message => message.Sequence);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, stored[pair.Key]));
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(i => (ulong)i), messages.Select(message => message.Sequence));
        Assert.All(messages.GroupBy(message => SenderAndRound(message)), AssertUnbrokenRun);
    }

    [Fact]
    public async Task R1_A_message_whose_commit_failed_is_not_acknowledged()
    {
        const int storedBefore = 3;
        const int sent = 8;
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        var acknowledged = new List<(MessageId Id, ulong Sequence)>();
        await using (var losing = await RelayProcess.StartAsync(
            _folder.File("data"),
            _token,
            ["--lose-appends-after", $"{storedBefore}"],
            BuiltProgram.Find("tests/CrashingRelay", "sdtp-crashing-relay")))
        {
            await (await bob.RegisterAsync(losing.Address, _token)).DisposeAsync();
            await using var sender = await alice.RegisterAsync(losing.Address, _token);
            for (uint run = 1; run <= sent; run++)
            {
                var id = MessageId.New();
                var request = new SendRequest(run, WirePerson.Envelope(bob.UserId, id, $"{run}"));
                if (await AnswerAsync(sender, request) is { } sequence)
                {
                    acknowledged.Add((id, sequence));
                }
            }

            await losing.KillAsync();
        }

        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await using var receiver = await bob.LogInAsync(relay.Address, _token);
        var stored = await WirePerson.FetchAllAsync(receiver, _token);

        Assert.Equal(storedBefore, stored.Count);
        Assert.Equal(stored.Select(message => (IdOf(message), message.Sequence)), acknowledged);
    }

    [Fact]
    public async Task R3_A_retry_after_a_reconnect_and_after_a_restart_gets_the_same_sequence_and_is_not_stored_twice()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        await (await bob.RegisterAsync(relay.Address, _token)).DisposeAsync();
        var id = MessageId.New();
        var envelope = WirePerson.Envelope(bob.UserId, id, "once");
        var first = await SendOnceAsync(await alice.RegisterAsync(relay.Address, _token), envelope);

        var afterReconnect = await SendOnceAsync(await alice.LogInAsync(relay.Address, _token), envelope);
        await relay.KillAsync();
        await relay.StartAgainAsync(_token);
        var afterRestart = await SendOnceAsync(await alice.LogInAsync(relay.Address, _token), envelope);
        var reused = await Assert.ThrowsAsync<RelayException>(
            async () => await SendOnceAsync(await alice.LogInAsync(relay.Address, _token), WirePerson.Envelope(bob.UserId, id, "other")));

        Assert.Equal(first, afterReconnect);
        Assert.Equal(first, afterRestart);
        Assert.Equal(ErrorCode.IdReused, reused.Code);
        await using var receiver = await bob.LogInAsync(relay.Address, _token);
        Assert.Single(await WirePerson.FetchAllAsync(receiver, _token));
    }

    [Fact]
    public async Task R3_A_retry_after_the_message_was_acknowledged_by_its_recipient_is_still_recognised_across_a_restart()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        await using var receiver = await bob.RegisterAsync(relay.Address, _token);
        var envelope = WirePerson.Envelope(bob.UserId, MessageId.New(), "read already");
        var first = await SendOnceAsync(await alice.RegisterAsync(relay.Address, _token), envelope);
        await receiver.RequestAsync<FetchRequest, FetchReply>(new FetchRequest(0, 1), _token);
        await receiver.RequestAsync<AckRequest, AckReply>(new AckRequest(first), _token);

        await relay.KillAsync();
        await relay.StartAgainAsync(_token);
        var again = await SendOnceAsync(await alice.LogInAsync(relay.Address, _token), envelope);

        Assert.Equal(first, again);
        await using var later = await bob.LogInAsync(relay.Address, _token);
        Assert.Empty(await WirePerson.FetchAllAsync(later, _token));
    }

    [Fact]
    public async Task R3_A_retry_beyond_the_window_and_a_restart_is_stored_again_and_not_shown_again()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token, ["--retry-window-seconds", "1"]);
        using var alice = new WirePerson("alice");
        var bob = Username.Parse("bob");
        using (var created = Profile.Create(_folder.File("home"), bob, passphrase: null, RelayAddress.Parse(relay.Address)).Profile!)
        {
            await using var messenger = await Messenger.ConnectAsync(created, cancellationToken: _token);
        }

        await using var first = await alice.RegisterAsync(relay.Address, _token);
        var keys = await first.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(bob), _token);
        var envelope = alice.Seal(keys, "once");
        var stored = (await first.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), _token)).Sequence;
        var shownBefore = await ShowAsync(bob);
        await relay.KillAsync();
        await relay.StartAgainAsync(_token);

        await using var later = await alice.LogInAsync(relay.Address, _token);
        var storedAgain = await SendUntilForgottenAsync(later, envelope, stored);
        await later.RequestAsync<SendRequest, SendReply>(new SendRequest(1, alice.Seal(keys, "next")), _token);
        var shownAfter = await ShowAsync(bob);

        Assert.Equal(stored + 1, storedAgain);
        Assert.Equal([(stored, "once")], shownBefore);
        Assert.Equal([(storedAgain + 1, "next")], shownAfter);
    }

    /// <summary>What a client that is started on Bob's profile shows, with its places in the mailbox.</summary>
    private async Task<List<(ulong Sequence, string? Text)>> ShowAsync(Username who)
    {
        using var profile = Profile.Open(_folder.File("home"), who, passphrase: null).Profile!;
        await using var messenger = await Messenger.ConnectAsync(profile, cancellationToken: _token);
        var messages = await messenger.FetchAsync(_token);
        return [.. messages.Select(message => (message.Sequence, (message.Content as TextContent)?.Text))];
    }

    /// <summary>Sends the same bytes until the retry window of the real clock has passed over them.</summary>
    private async Task<ulong> SendUntilForgottenAsync(RelayConnection connection, byte[] envelope, ulong first)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_token);
        patience.CancelAfter(Patience);
        while (true)
        {
            var reply = await connection.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), patience.Token);
            if (reply.Sequence != first)
            {
                return reply.Sequence;
            }
        }
    }

    /// <summary>The sequence that the relay acknowledged, or null where it refused.</summary>
    private async Task<ulong?> AnswerAsync(RelayConnection connection, SendRequest request)
    {
        try
        {
            return (await connection.RequestAsync<SendRequest, SendReply>(request, _token)).Sequence;
        }
        catch (RelayException e) when (e.Code == ErrorCode.TryAgain)
        {
            return null;
        }
    }

    private async Task<ulong> SendOnceAsync(RelayConnection connection, byte[] envelope)
    {
        await using (connection)
        {
            return (await connection.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), _token)).Sequence;
        }
    }

    private async Task SendUntilLostAsync(
        WirePerson sender,
        int number,
        int round,
        UserId to,
        string address,
        ConcurrentDictionary<MessageId, ulong> acknowledged,
        SemaphoreSlim enough)
    {
        await using var connection = await sender.LogInAsync(address, _token);
        using var slots = new SemaphoreSlim(InFlight);
        var pending = new List<Task>();
        for (var counter = 0; !connection.Closed.IsCompleted; counter++)
        {
            await slots.WaitAsync(_token);
            pending.Add(SendCountedAsync(connection, WirePerson.Envelope(to, MessageId.New(), $"{number}/{round}/{counter}")));
        }

        await Task.WhenAll(pending);

        async Task SendCountedAsync(RelayConnection open, byte[] envelope)
        {
            try
            {
                var reply = await open.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), _token);
                acknowledged[new MessageId(envelope.AsSpan(8, MessageId.Length))] = reply.Sequence;
                enough.Release();
            }
            catch (ConnectionLostException)
            {
                // The outcome is unknown: it may be stored or not, and the checker asks only about the acknowledged ones.
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static MessageId IdOf(StoredMessage message) => new(message.Envelope.Span.Slice(8, MessageId.Length));

    private static string SenderAndRound(StoredMessage message) => WirePerson.Filler(message.Envelope.Span).LastIndexOf('/') is var cut
        ? WirePerson.Filler(message.Envelope.Span)[..cut]
        : "";

    private static void AssertUnbrokenRun(IGrouping<string, StoredMessage> run)
    {
        var counters = run.Select(message => int.Parse(
            WirePerson.Filler(message.Envelope.Span)[(run.Key.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, run.Count()), counters);
    }
}
