using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Receiving;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeUser Mailbox => _relay.UserNamed("Alice");

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
    public async Task Messages_arrive_as_they_are_stored()
    {
        _bob.Send(Mailbox, "before");
        var receiving = _alice.ReceiveAsync(3);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Ack) == 1, Cancel);

        _bob.Send(Mailbox, "during");
        _bob.Send(Mailbox, "after");

        Assert.Equal(["before", "during", "after"], TextsOf(await receiving));
    }

    [Fact]
    public async Task A_subscription_resumes_after_lost_connections_without_loss_or_repeats()
    {
        var acks = 0;
        _relay.Script = r => r.Type == FrameType.Ack && ++acks % 3 == 0
            ? (acks % 2 == 0 ? Verdict.Drop : Verdict.ObeyThenDrop)
            : Verdict.Obey;
        var texts = Enumerable.Range(0, 30).Select(i => $"text {i}").ToList();
        _alice.Options = Person.Quick with { ReceiveWindow = 2 };
        await _alice.RestartAsync();
        var receiving = _alice.ReceiveAsync(texts.Count);

        texts.ForEach(text => _bob.Send(Mailbox, text));

        Assert.Equal(texts, TextsOf(await receiving));
        Assert.True(_relay.CountOf(FrameType.Subscribe) > 3);
    }

    [Fact]
    public async Task What_is_delivered_again_on_the_same_connection_is_shown_once()
    {
        _bob.Send(Mailbox, "one");
        var receiving = _alice.ReceiveAsync(2);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Ack) == 1, Cancel);

        FakeRelay.DeliverAgain(Mailbox);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Ack) == 2, Cancel);
        _bob.Send(Mailbox, "two");

        Assert.Equal(["one", "two"], TextsOf(await receiving));
    }

    [Fact]
    public async Task A_receiver_that_is_replaced_ends_and_says_why()
    {
        var receiving = _alice.ReceiveAsync(1);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Subscribe) == 1, Cancel);
        var warned = new TaskCompletionSource<WarningKind>();
        _alice.Messenger.Warned += (_, e) => warned.TrySetResult(e.Kind);

        _relay.Notify(ErrorCode.ReceiverReplaced);

        var error = await Assert.ThrowsAsync<RelayException>(() => receiving);
        Assert.Equal(ErrorCode.ReceiverReplaced, error.Code);
        Assert.Equal(WarningKind.ReceiverReplaced, await warned.Task.WaitAsync(Cancel));
        Assert.Equal(1, _relay.CountOf(FrameType.Subscribe));
    }

    [Fact]
    public async Task A_session_that_only_fetched_is_told_that_it_was_replaced()
    {
        await _alice.FetchAsync();
        var warned = new TaskCompletionSource<WarningKind>();
        _alice.Messenger.Warned += (_, e) => warned.TrySetResult(e.Kind);

        _relay.Notify(ErrorCode.ReceiverReplaced);

        Assert.Equal(WarningKind.ReceiverReplaced, await warned.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_notice_about_something_else_does_not_end_receiving()
    {
        var receiving = _alice.ReceiveAsync(1);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Subscribe) == 1, Cancel);

        _relay.Notify(ErrorCode.GoingAway);
        _bob.Send(Mailbox, "still here");

        Assert.Equal(["still here"], TextsOf(await receiving));
    }

    [Fact]
    public async Task Only_one_part_of_a_program_receives_at_a_time()
    {
        var receiving = _alice.ReceiveAsync(1);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Subscribe) == 1, Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(_alice.FetchAsync);

        _bob.Send(Mailbox, "for the first");
        Assert.Equal(["for the first"], TextsOf(await receiving));
    }

    [Fact]
    public async Task Receiving_that_was_ended_is_taken_up_with_the_message_in_hand()
    {
        _bob.Send(Mailbox, "one");
        _bob.Send(Mailbox, "two");
        _bob.Send(Mailbox, "three");

        var first = await _alice.ReceiveAsync(1);
        var second = await _alice.ReceiveAsync(2);

        Assert.Equal(["one"], TextsOf(first));
        Assert.Equal(["one", "two"], TextsOf(second));
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Unsubscribe) >= 1, Cancel);
    }

    [Fact]
    public async Task Cancelling_ends_receiving()
    {
        using var stop = new CancellationTokenSource();
        await using var messages = _alice.Messenger.ReceiveAsync(stop.Token).GetAsyncEnumerator(Cancel);
        var next = messages.MoveNextAsync().AsTask();
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Subscribe) == 1, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static IEnumerable<string> TextsOf(IEnumerable<ReceivedMessage> messages) =>
        messages.Select(m => Assert.IsType<TextContent>(m.Content).Text);
}
