using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Sending;

public sealed class SendTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private List<SendRequest> Sends =>
        [.. _relay.Requests.Where(r => r.Type == FrameType.Send).Select(r => SendRequest.TryRead(r.Body, out var send) ? send : default)];

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob");
        _alice = await Person.JoinAsync(_home, "Alice", _relay);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_send_completes_with_the_sequence_that_the_relay_acknowledged()
    {
        var first = await _alice.SendAsync(_bob, "hello");
        var second = await _alice.SendAsync(_bob, "again");

        Assert.Equal((1ul, 2ul), (first.Sequence, second.Sequence));
        Assert.Equal(["hello", "again"], _bob.Texts);
    }

    [Fact]
    public async Task Texts_to_one_name_arrive_in_the_order_of_the_calls()
    {
        var texts = Texts(200);

        await SendAllAsync(texts);

        Assert.Equal(texts, _bob.Texts);
        Assert.Equal(1, _relay.CountOf(FrameType.Lookup));
    }

    [Theory]
    [InlineData(ErrorCode.TryAgain)]
    [InlineData(ErrorCode.RateLimited)]
    [InlineData(ErrorCode.MailboxFull)]
    public async Task After_a_passing_refusal_a_higher_run_starts_from_the_first_unacknowledged(ErrorCode code)
    {
        RefuseOnce(3, code);
        var texts = Texts(10);

        await SendAllAsync(texts);

        Assert.Equal(texts, _bob.Texts);
        var refused = Sends[2];
        var repeated = Sends.First(s => s.Run > refused.Run);
        Assert.Equal(refused.Envelope.ToArray(), repeated.Envelope.ToArray());
    }

    [Fact]
    public async Task A_lost_answer_is_repeated_with_identical_bytes_and_stored_once()
    {
        _relay.Script = r => r.Type == FrameType.Send && _relay.CountOf(FrameType.Send) == 1 ? Verdict.ObeyThenDrop : Verdict.Obey;

        var receipt = await _alice.SendAsync(_bob, "once");

        Assert.Equal(1ul, receipt.Sequence);
        Assert.Equal(["once"], _bob.Texts);
        Assert.Equal(2, Sends.Count);
        Assert.Equal(Sends[0].Envelope.ToArray(), Sends[1].Envelope.ToArray());
    }

    [Fact]
    public async Task Order_holds_across_lost_connections()
    {
        var count = 0;
        _relay.Script = r => r.Type != FrameType.Send
            ? Verdict.Obey
            : ++count switch
            {
                3 or 30 => Verdict.Drop,
                10 or 40 => Verdict.ObeyThenDrop,
                _ => Verdict.Obey,
            };
        var texts = Texts(40);

        await SendAllAsync(texts);

        Assert.Equal(texts, _bob.Texts);
    }

    [Fact]
    public async Task A_stale_key_is_looked_up_again_and_everything_waiting_is_resealed_in_order()
    {
        await _alice.SendAsync(_bob, "under the first key");
        _bob.Rotate();
        var texts = Texts(8);

        await SendAllAsync(texts);

        Assert.Equal(["under the first key", .. texts], _bob.Texts);
        var stored = _bob.User.Mailbox.Skip(1).Select(m => HeaderOf(m.Envelope)).ToList();
        Assert.All(stored, header => Assert.Equal(2u, header.SealingKeyNumber));
        var stale = Sends.Select(s => HeaderOf(s.Envelope)).Where(h => h.SealingKeyNumber == 1).Select(h => h.MessageId);
        Assert.Empty(stale.Intersect(stored.Select(h => h.MessageId)));
    }

    [Fact]
    public async Task The_receipt_names_the_id_that_was_acknowledged_after_resealing()
    {
        await _alice.SendAsync(_bob, "first");
        _bob.Rotate();

        var receipt = await _alice.SendAsync(_bob, "second");

        Assert.Equal(HeaderOf(_bob.User.Mailbox[1].Envelope).MessageId, receipt.MessageId);
    }

    [Fact]
    public async Task A_refusal_for_good_fails_that_send_and_lets_the_followers_pass()
    {
        RefuseOnce(2, ErrorCode.TooLarge);
        var sends = Texts(4).Select(t => _alice.SendAsync(_bob, t)).ToList();

        var error = await Assert.ThrowsAsync<RelayException>(() => sends[1]);

        Assert.Equal(ErrorCode.TooLarge, error.Code);
        await Task.WhenAll(sends[0], sends[2], sends[3]);
        Assert.Equal(["text 0", "text 2", "text 3"], _bob.Texts);
        Assert.Empty(_alice.Profile.Store.Outbox.All());
    }

    [Fact]
    public async Task An_unknown_name_fails_the_send()
    {
        var error = await Assert.ThrowsAsync<RelayException>(() => _alice.Messenger.SendAsync(Username.Parse("nobody"), "hi", Cancel));

        Assert.Equal(ErrorCode.UnknownUser, error.Code);
    }

    [Fact]
    public async Task A_refusal_that_lasts_longer_than_the_limit_fails_the_send()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Refuse(ErrorCode.MailboxFull) : Verdict.Obey;
        await ReconnectWithAsync(Person.Quick with { ResendFor = TimeSpan.FromMilliseconds(1) });

        var error = await Assert.ThrowsAsync<RelayException>(() => _alice.SendAsync(_bob, "no room"));

        Assert.Equal(ErrorCode.MailboxFull, error.Code);
        Assert.Empty(_alice.Profile.Store.Outbox.All());
    }

    [Fact]
    public async Task A_relay_that_asks_for_more_patience_than_the_limit_fails_the_send_at_once()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Refuse(ErrorCode.RateLimited, retryAfterMs: 3_600_000) : Verdict.Obey;

        var error = await Assert.ThrowsAsync<RelayException>(() => _alice.SendAsync(_bob, "slow down"));

        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
        Assert.Single(Sends);
    }

    [Fact]
    public async Task A_message_in_the_outbox_is_sent_with_identical_bytes_by_the_next_run_of_the_program()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Ignore : Verdict.Obey;
        var sending = _alice.SendAsync(_bob, "left over");
        await _relay.UntilAsync(() => Sends.Count == 1, Cancel);

        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();

        await Assert.ThrowsAsync<ConnectionLostException>(() => sending);
        await _relay.UntilAsync(() => Sends.Count == 2, Cancel);
        Assert.Equal(["left over"], _bob.Texts);
        Assert.Equal(Sends[0].Envelope.ToArray(), Sends[1].Envelope.ToArray());
    }

    [Fact]
    public async Task A_message_is_on_disk_before_it_is_sent()
    {
        var onDisk = 0;
        _relay.Script = r =>
        {
            onDisk += r.Type == FrameType.Send ? _alice.Profile.Store.Outbox.All().Count : 0;
            return Verdict.Obey;
        };

        await _alice.SendAsync(_bob, "careful");

        Assert.Equal(1, onDisk);
        Assert.Empty(_alice.Profile.Store.Outbox.All());
    }

    [Fact]
    public async Task A_full_outbox_takes_nothing_more()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Ignore : Verdict.Obey;
        await ReconnectWithAsync(Person.Quick with { OutboxMessagesMax = 1 });
        var waiting = _alice.SendAsync(_bob, "first");

        await Assert.ThrowsAsync<OutboxFullException>(() => _alice.SendAsync(_bob, "second"));

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Texts_that_cannot_be_sent_are_refused_at_once()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _alice.SendAsync(_bob, ""));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _alice.SendAsync(_bob, new string('x', 66_000)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _alice.SendAsync(_bob, "half \ud83d"));

        Assert.Equal(0, _relay.CountOf(FrameType.Lookup));
    }

    [Fact]
    public async Task A_leftover_that_is_refused_for_good_is_told_as_a_warning()
    {
        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Ignore : Verdict.Obey;
        var sending = _alice.SendAsync(_bob, "left over");
        await _relay.UntilAsync(() => Sends.Count == 1, Cancel);

        _relay.Script = r => r.Type == FrameType.Send ? Verdict.Refuse(ErrorCode.UnknownUser) : Verdict.Obey;
        await _alice.RestartAsync();
        var warned = new TaskCompletionSource<WarningKind>();
        _alice.Messenger.Warned += (_, e) => warned.TrySetResult(e.Kind);

        Assert.Equal(WarningKind.SendFailed, await warned.Task.WaitAsync(Cancel));
        await Assert.ThrowsAsync<ConnectionLostException>(() => sending);
    }

    private static List<string> Texts(int count) => [.. Enumerable.Range(0, count).Select(i => $"text {i}")];

    private static EnvelopeHeader HeaderOf(ReadOnlyMemory<byte> envelope) =>
        EnvelopeHeader.TryRead(envelope.Span, out var header) ? header : default;

    private Task<SendReceipt[]> SendAllAsync(IEnumerable<string> texts) => Task.WhenAll(texts.Select(t => _alice.SendAsync(_bob, t)));

    private void RefuseOnce(int nth, ErrorCode code)
    {
        var count = 0;
        _relay.Script = r => r.Type == FrameType.Send && ++count == nth ? Verdict.Refuse(code) : Verdict.Obey;
    }

    private async Task ReconnectWithAsync(MessengerOptions options)
    {
        _alice.Options = options;
        await _alice.RestartAsync();
    }
}
