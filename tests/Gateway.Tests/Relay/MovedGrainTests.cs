using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Relay;

/// <summary>A mailbox's grain ends and begins anew. The timer that would mend everything in the end is set too long to help.</summary>
public sealed class MovedGrainTests
{
    [Fact]
    public async Task A_subscriber_of_a_grain_that_has_moved_gets_its_pushes_without_waiting_for_the_timer()
    {
        await using var relay = await TestRelay.StartAsync(options => options.LeaseRenewal = TimeSpan.FromHours(1));
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(relay.EndPoint, alice);
        (await client.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();
        Assert.Equal(1UL, (await client.NextPushAsync()).As<Deliver>().Page.Messages.Single().Sequence);
        (await client.AskAsync(new AckRequest(1))).As<AckReply>();

        await relay.DeactivateAllAsync();
        (await client.AskAsync(new SendRequest(1, alice.Envelope()))).As<SendReply>();

        Assert.Equal(2UL, (await client.NextPushAsync()).As<Deliver>().Page.Messages.Single().Sequence);
    }
}
