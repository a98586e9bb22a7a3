using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

public sealed class DeliveryTests(SharedRelay relay)
{
    [Fact]
    public async Task A_subscriber_gets_what_waits_and_what_arrives_later()
    {
        using var alice = new TestPerson();
        using var bob = new TestPerson();
        await using var sender = await RawClient.RegisterAsync(relay.EndPoint, alice);
        await using var receiver = await RawClient.RegisterAsync(relay.EndPoint, bob);
        var waiting = bob.Envelope();
        var later = bob.Envelope();
        (await sender.AskAsync(new SendRequest(1, waiting))).As<SendReply>();

        var subscribed = (await receiver.AskAsync(new SubscribeRequest(0, 100))).As<SubscribeReply>();
        var first = (await receiver.NextPushAsync()).As<Deliver>().Page.Messages.Single();
        (await sender.AskAsync(new SendRequest(1, later))).As<SendReply>();
        var second = (await receiver.NextPushAsync()).As<Deliver>().Page.Messages.Single();

        Assert.Equal(new SubscribeReply(1, 2, 100), subscribed);
        Assert.Equal(waiting, first.Envelope);
        Assert.Equal(later, second.Envelope);
        Assert.Equal([1UL, 2UL], [first.Sequence, second.Sequence]);
        Assert.Equal(alice.UserId, second.Sender);
    }

    [Fact]
    public async Task No_more_than_the_window_is_pushed_until_it_is_acknowledged()
    {
        const ushort window = 5;
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        var sends = Enumerable.Range(0, 12).Select(_ => client.Write(new SendRequest(1, alice.Envelope()))).ToList();
        await client.FlushAsync();
        (await client.AnswerAsync(sends[^1])).As<SendReply>();
        (await client.AskAsync(new SubscribeRequest(0, window))).As<SubscribeReply>();

        var pushed = new List<ulong>();
        var bursts = new List<int>();
        while (pushed.Count < sends.Count)
        {
            var burst = 0;
            while (burst < window && pushed.Count < sends.Count)
            {
                var messages = (await client.NextPushAsync()).As<Deliver>().Page.Messages;
                burst += messages.Count;
                pushed.AddRange(messages.Select(message => message.Sequence));
            }

            // A push beyond the window would come before this answer, which has been behind it in the one queue.
            (await client.AskAsync(new PingRequest(1))).As<PingReply>();
            bursts.Add(burst);
            (await client.AskAsync(new AckRequest(pushed[^1]))).As<AckReply>();
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (ulong)i), pushed);
        Assert.All(bursts, burst => Assert.InRange(burst, 1, window));
    }

    [Fact]
    public async Task A_subscription_begins_after_the_sequence_given_and_never_below_the_mailbox()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        for (var i = 0; i < 3; i++)
        {
            (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        }

        (await client.AskAsync(new SubscribeRequest(2, 10))).As<SubscribeReply>();
        var third = (await client.NextPushAsync()).As<Deliver>().Page.Messages;
        (await client.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        var all = (await client.NextPushAsync()).As<Deliver>().Page.Messages;
        (await client.AskAsync(new SubscribeRequest(1_000, 10))).As<SubscribeReply>();
        (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        var fourth = (await client.NextPushAsync()).As<Deliver>().Page.Messages;

        Assert.Equal([3UL], third.Select(message => message.Sequence));
        Assert.Equal([1UL, 2UL, 3UL], all.Select(message => message.Sequence));
        Assert.Equal([4UL], fourth.Select(message => message.Sequence));
    }

    [Fact]
    public async Task After_unsubscribe_nothing_is_pushed_and_the_lease_is_gone()
    {
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await client.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();

        (await client.AskAsync(default(UnsubscribeRequest))).As<UnsubscribeReply>();
        (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        var ack = client.Write(new AckRequest(1));
        await client.FlushAsync();
        var next = await client.NextAsync();

        Assert.Equal(ack, next!.Id);
        Assert.Equal(ErrorCode.LeaseRequired, next.Code);
    }

    [Fact]
    public async Task The_latest_session_takes_the_lease_and_the_earlier_is_told()
    {
        using var alice = new TestPerson();
        await using var earlier = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await earlier.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        await using var later = await RawClient.LogInAsync(relay.EndPoint, alice);

        (await later.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        var notice = (await earlier.NextPushAsync()).As<Notice>();
        (await later.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        var delivered = (await later.NextPushAsync()).As<Deliver>().Page.Messages;
        var acknowledged = await earlier.AskForErrorAsync(new AckRequest(1));
        var published = await earlier.AskForErrorAsync(new PublishKeyRequest(alice.SealingKey(2).ToArray()));

        Assert.Equal(ErrorCode.ReceiverReplaced, notice.Problem.Code);
        Assert.Single(delivered);
        Assert.Equal(ErrorCode.ReceiverReplaced, acknowledged);
        Assert.Equal(ErrorCode.ReceiverReplaced, published);
    }

    [Fact]
    public async Task A_replaced_session_can_take_the_lease_back()
    {
        using var alice = new TestPerson();
        await using var earlier = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await earlier.AskAsync(new FetchRequest(0, 10))).As<FetchReply>();
        await using var later = await RawClient.LogInAsync(relay.EndPoint, alice);
        (await later.AskAsync(new FetchRequest(0, 10))).As<FetchReply>();
        Assert.Equal(ErrorCode.ReceiverReplaced, (await earlier.NextPushAsync()).Code);

        (await earlier.AskAsync(new FetchRequest(0, 10))).As<FetchReply>();

        Assert.Equal(ErrorCode.ReceiverReplaced, (await later.NextPushAsync()).Code);
        (await later.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        (await earlier.AskAsync(new AckRequest(1))).As<AckReply>();
    }

    [Fact]
    public async Task A_mailbox_is_drained_page_by_page_each_within_a_frame()
    {
        const int length = 30_000;
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        for (var i = 0; i < 5; i++)
        {
            (await client.AskAsync(new SendRequest(1, alice.Envelope(length)))).As<SendReply>();
        }

        var pages = new List<MessagePage>();
        var after = 0UL;
        do
        {
            pages.Add((await client.AskAsync(new FetchRequest(after, 512))).As<FetchReply>().Page);
            after = pages[^1].Messages.Count == 0 ? after : pages[^1].Messages[^1].Sequence;
        }
        while (pages[^1].Messages.Count > 0);

        Assert.Equal([2, 2, 1, 0], pages.Select(page => page.Messages.Count));
        Assert.Equal(6UL, (await client.AskAsync(new AckRequest(after))).As<AckReply>().First);
        Assert.Equal(ErrorCode.BadAck, await client.AskForErrorAsync(new AckRequest(6)));
    }
}
