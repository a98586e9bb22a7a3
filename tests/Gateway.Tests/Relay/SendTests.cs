using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class SendTests(SharedRelay relay)
{
    private const uint UnknownKey = 99;

    [Fact]
    public async Task Pipelined_sends_to_one_recipient_keep_their_order()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);

        var sent = Enumerable.Range(0, 1_000).Select(_ => bob.Envelope()).ToList();
        var ids = sent.Select(envelope => sender.Write(new SendRequest(1, envelope))).ToList();
        await sender.FlushAsync();

        for (var i = 0; i < ids.Count; i++)
        {
            Assert.Equal((ulong)i + 1, (await sender.AnswerAsync(ids[i])).As<SendReply>().Sequence);
        }

        // The sequences alone would not tell of two messages that changed places on their way to the mailbox.
        Assert.Equal(sent, (await receiver.FetchAllAsync()).Select(message => message.Envelope.ToArray()));
    }

    [Fact]
    public async Task Sends_to_many_recipients_in_one_burst_reach_each_in_order()
    {
        using var alice = new TestPerson();
        var people = Enumerable.Range(0, 10).Select(_ => new TestPerson()).ToList();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        foreach (var person in people)
        {
            await using var registration = await RawClient.RegisterAsync(relay.EndPoint, person);
        }

        var ids = Enumerable.Range(0, 200).Select(i => sender.Write(new SendRequest(1, people[i % 10].Envelope()))).ToList();
        await sender.FlushAsync();

        for (var i = 0; i < ids.Count; i++)
        {
            Assert.Equal((ulong)(i / 10) + 1, (await sender.AnswerAsync(ids[i])).As<SendReply>().Sequence);
        }

        people.ForEach(person => person.Dispose());
    }

    [Fact]
    public async Task What_arrives_while_a_batch_is_on_its_way_travels_together_in_the_next()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);
        relay.Log.Hold(bob.UserId);
        var first = sender.Write(new SendRequest(1, bob.Envelope()));
        await sender.FlushAsync();
        await relay.Log.AppendedAsync(bob.UserId);

        var rest = Enumerable.Range(0, 20).Select(_ => sender.Write(new SendRequest(1, bob.Envelope()))).ToList();
        (await sender.AskAsync(new PingRequest(1))).As<PingReply>();
        relay.Log.Release(bob.UserId);

        Assert.Equal(1UL, (await sender.AnswerAsync(first)).As<SendReply>().Sequence);
        Assert.Equal(21UL, (await sender.AnswerAsync(rest[^1])).As<SendReply>().Sequence);
        Assert.Equal([1, 20], relay.Log.Batches(bob.UserId));
    }

    [Fact]
    public async Task A_refused_send_closes_the_gate_for_its_run_until_a_higher_run()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        using var carol = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);
        await using var bystander = await RawClient.RegisterAsync(relay.EndPoint, carol);

        var good = sender.Write(new SendRequest(5, bob.Envelope()));
        var stale = sender.Write(new SendRequest(5, bob.Envelope(keyNumber: UnknownKey)));
        var behind = sender.Write(new SendRequest(5, bob.Envelope()));
        await sender.FlushAsync();
        var refused = (await sender.AnswerAsync(stale)).Code;
        var overtaking = (await sender.AnswerAsync(behind)).Code;
        var later = await sender.AskForErrorAsync(new SendRequest(5, bob.Envelope()));
        var lower = await sender.AskForErrorAsync(new SendRequest(4, bob.Envelope()));
        var elsewhere = (await sender.AskAsync(new SendRequest(5, carol.Envelope()))).As<SendReply>().Sequence;
        var higher = (await sender.AskAsync(new SendRequest(6, bob.Envelope()))).As<SendReply>().Sequence;

        Assert.Equal(1UL, (await sender.AnswerAsync(good)).As<SendReply>().Sequence);
        Assert.Equal(ErrorCode.StaleKey, refused);
        Assert.Equal([ErrorCode.OutOfOrder, ErrorCode.OutOfOrder, ErrorCode.OutOfOrder], [overtaking, later, lower]);
        Assert.Equal(1UL, elsewhere);
        Assert.Equal(2UL, higher);
    }

    [Fact]
    public async Task A_send_of_unknown_outcome_closes_the_gate_and_the_next_run_finds_it_stored_once()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);
        var sent = Enumerable.Range(0, 3).Select(_ => bob.Envelope()).ToList();
        relay.Log.Hold(bob.UserId);
        var unknown = sender.Write(new SendRequest(1, sent[0]));
        await sender.FlushAsync();
        await relay.Log.AppendedAsync(bob.UserId);
        var waiting = sender.Write(new SendRequest(1, sent[1]));
        (await sender.AskAsync(new PingRequest(1))).As<PingReply>();

        relay.Log.Break(bob.UserId);
        var codes = new[] { (await sender.AnswerAsync(unknown)).Code, (await sender.AnswerAsync(waiting)).Code };
        var later = await sender.AskForErrorAsync(new SendRequest(1, sent[2]));
        var run = await SendOnceReopenedAsync(sender, sent[0]);
        var rest = new[] { await sender.AskAsync(new SendRequest(run, sent[1])), await sender.AskAsync(new SendRequest(run, sent[2])) };

        Assert.Equal([ErrorCode.TryAgain, ErrorCode.OutOfOrder], codes);
        Assert.Equal(ErrorCode.OutOfOrder, later);
        Assert.Equal([2UL, 3UL], rest.Select(answer => answer.As<SendReply>().Sequence));
        Assert.Equal(sent, (await receiver.FetchAllAsync()).Select(message => message.Envelope.ToArray()));
    }

    [Fact]
    public async Task A_final_refusal_lets_its_followers_pass()
    {
        using var alice = new TestPerson();
        using var stranger = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var id = new MessageId(new byte[MessageId.Length]);
        (await sender.AskAsync(new SendRequest(1, alice.Envelope(300, id)))).As<SendReply>();

        var reused = await sender.AskForErrorAsync(new SendRequest(1, alice.Envelope(301, id)));
        var unknown = await sender.AskForErrorAsync(new SendRequest(1, stranger.Envelope()));
        var next = (await sender.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>().Sequence;

        Assert.Equal(ErrorCode.IdReused, reused);
        Assert.Equal(ErrorCode.UnknownUser, unknown);
        Assert.Equal(2UL, next);
    }

    [Fact]
    public async Task A_retry_gets_the_same_sequence_on_another_connection()
    {
        using var alice = new TestPerson();
        var envelope = alice.Envelope();
        await using var first = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var stored = (await first.AskAsync(new SendRequest(1, envelope))).As<SendReply>().Sequence;
        await using var second = await RawClient.LogInAsync(relay.EndPoint, alice);

        var again = (await second.AskAsync(new SendRequest(1, envelope))).As<SendReply>().Sequence;

        Assert.Equal(stored, again);
    }

    [Fact]
    public async Task Unanswered_requests_stop_the_reading_and_go_on_when_they_are_answered()
    {
        const int limit = 4;
        const int sent = 40;
        await using var own = await TestRelay.StartAsync(options => options.PendingRequestsMax = limit);
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(own.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(own.EndPoint, bob);
        own.Log.Hold(bob.UserId);
        var sends = Enumerable.Range(0, sent).Select(_ => sender.Write(new SendRequest(1, bob.Envelope()))).ToList();
        var ping = sender.Write(new PingRequest(7));
        await sender.FlushAsync();
        await own.Log.AppendedAsync(bob.UserId);

        own.Log.Release(bob.UserId);
        Assert.Equal(1UL, (await sender.AnswerAsync(sends[0])).As<SendReply>().Sequence);
        Assert.Equal((ulong)sent, (await sender.AnswerAsync(sends[^1])).As<SendReply>().Sequence);
        Assert.Equal(7UL, (await sender.AnswerAsync(ping)).As<PingReply>().Token);

        // They came in one piece: had the gateway read on, the first batch would have held many more of them.
        Assert.All(own.Log.Batches(bob.UserId), batch => Assert.InRange(batch, 1, limit));
    }

    [Fact]
    public async Task An_envelope_that_breaks_the_rules_is_refused_and_the_connection_stays()
    {
        using var alice = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var wrongLength = alice.Envelope(300)[..299];
        var wrongVersion = alice.Envelope();
        wrongVersion[0] = 2;

        Assert.Equal(ErrorCode.BadEnvelope, await sender.AskForErrorAsync(new SendRequest(1, wrongLength)));
        Assert.Equal(ErrorCode.BadEnvelope, await sender.AskForErrorAsync(new SendRequest(1, wrongVersion)));
        Assert.Equal(ErrorCode.BadEnvelope, await sender.AskForErrorAsync(new SendRequest(1, Array.Empty<byte>())));
        Assert.Equal(ErrorCode.TooLarge, await sender.AskForErrorAsync(new SendRequest(1, new byte[Frame.BodyBytesMax - 4])));
        var largest = new SendRequest(1, alice.Envelope(Protocol.ProtocolLimits.EnvelopeBytesMax));
        Assert.Equal(1UL, (await sender.AskAsync(largest)).As<SendReply>().Sequence);
    }

    /// <summary>Sends in ever higher runs until the mailbox that failed is open again; gives the run that was taken.</summary>
    private static async Task<uint> SendOnceReopenedAsync(RawClient sender, byte[] envelope)
    {
        for (uint run = 2; ; run++)
        {
            var answer = await sender.AskAsync(new SendRequest(run, envelope));
            if (answer.Type == FrameType.SendReply)
            {
                return run;
            }

            Assert.Equal(ErrorCode.TryAgain, answer.Code);
        }
    }
}
