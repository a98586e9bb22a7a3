using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Cluster;

/// <summary>R8 and R9 at the grain: who may receive, and how a receiver is told.</summary>
[Collection(ClusterTests.Name)]
public sealed class ReceivingTests(ClusterFixture cluster)
{
    private static readonly UserId Alice = TestIds.User(1);

    [Theory]
    [InlineData(Standing.Never, ErrorCode.LeaseRequired)]
    [InlineData(Standing.Released, ErrorCode.LeaseRequired)]
    [InlineData(Standing.Replaced, ErrorCode.ReceiverReplaced)]
    [InlineData(Standing.Stolen, ErrorCode.ReceiverReplaced)]
    [InlineData(Standing.Holder, ErrorCode.None)]
    public async Task Only_the_holder_of_the_lease_reads_acknowledges_and_publishes(Standing standing, ErrorCode expected)
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        var ticket = await TicketAsync(bob, standing);

        var read = await user.ReadAsync(ticket, 0);
        var acknowledged = await user.AcknowledgeAsync(ticket, 1);
        var published = await user.PublishKeyAsync(ticket, bob.SealingKey(2, cluster.Clock.GetUtcNow()));
        var after = await user.TakeLeaseAsync(new LeaseTicket(Guid.NewGuid(), 0), null);
        var profile = await user.GetProfileAsync();

        Assert.All(
            [read.Refusal, acknowledged.Refusal, published.Refusal],
            refusal => Assert.Equal(expected, refusal?.Code ?? ErrorCode.None));
        Assert.Equal(expected == ErrorCode.None ? 1 : 0, read.Messages.Count);
        Assert.Equal(expected == ErrorCode.None ? 2UL : 1UL, after.First);
        Assert.Equal(expected == ErrorCode.None ? 2U : 1U, profile!.SealingKeyNumber);
    }

    [Fact]
    public async Task The_earlier_session_is_told_that_it_was_replaced()
    {
        using var bob = await cluster.RegisterAsync();
        var observer = new RecordingObserver();
        var ticket = await cluster.TakeLeaseAsync(bob, cluster.Observe(observer));

        await cluster.TakeLeaseAsync(bob);

        Assert.Equal(ticket.Session, await observer.Replaced.Soon());
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_empty_read_arms_one_hint_for_the_next_stored_message()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var observer = new RecordingObserver();
        var ticket = await cluster.TakeLeaseAsync(bob, cluster.Observe(observer));

        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        await user.ReadAsync(ticket, 1);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        var first = await observer.NextAsync();
        await user.ReadAsync(ticket, 3);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        var second = await observer.NextAsync();

        Assert.Equal((3UL, 5UL), (first, second));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task No_hint_tells_of_a_message_before_its_commit()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var observer = new RecordingObserver();
        var ticket = await cluster.TakeLeaseAsync(bob, cluster.Observe(observer));
        var steering = cluster.Log.For(bob.UserId);
        await user.ReadAsync(ticket, 0);
        steering.HoldCommits();
        var append = user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        await steering.RowsReachAsync(1).Soon();

        // The notice of its replacement comes after whatever the observer was told before.
        await cluster.TakeLeaseAsync(bob);
        await observer.Replaced.Soon();
        var isHinted = observer.Stored.TryRead(out _);
        steering.ReleaseCommits();

        Assert.False(isHinted);
        Assert.Equal([1], (await append).Sequences.AsEnumerable());
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_message_stored_while_the_log_is_read_is_hinted_at()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var observer = new RecordingObserver();
        var ticket = await cluster.TakeLeaseAsync(bob, cluster.Observe(observer));
        var steering = cluster.Log.For(bob.UserId);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        steering.HoldReads();
        var read = user.ReadAsync(ticket, 0);
        await steering.ReadStartedAsync().Soon();
        await user.AcknowledgeAsync(ticket, 1);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        steering.ReleaseReads();

        Assert.Empty((await read).Messages);
        Assert.Equal(3UL, await observer.NextAsync());
        Assert.Equal([2UL], (await user.ReadAsync(ticket, 0)).Messages.Select(message => message.Sequence));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_replaced_session_does_not_get_what_it_was_reading()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var ticket = await cluster.TakeLeaseAsync(bob);
        var steering = cluster.Log.For(bob.UserId);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        steering.HoldReads();
        var read = user.ReadAsync(ticket, 0);
        await steering.ReadStartedAsync().Soon();
        await cluster.TakeLeaseAsync(bob);
        steering.ReleaseReads();

        Assert.Equal(ErrorCode.ReceiverReplaced, (await read).Refusal!.Code);
    }

    [Fact]
    public async Task A_ticket_survives_the_grain_and_its_renewal_brings_the_hints_back()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var observer = new RecordingObserver();
        var reference = cluster.Observe(observer);
        var ticket = await cluster.TakeLeaseAsync(bob, reference);
        await cluster.Cluster.DeactivateAsync(user.Grain);

        var renewed = await user.TakeLeaseAsync(ticket, reference);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));

        Assert.Null(renewed.Refusal);
        Assert.Equal(ticket, renewed.Ticket);
        Assert.Equal(2UL, await observer.NextAsync());
        Assert.Null((await user.AcknowledgeAsync(ticket, 1)).Refusal);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observer_that_is_stuck_holds_nobody_up()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var stuck = new TaskCompletionSource();
        var observer = new RecordingObserver { Answer = () => stuck.Task };
        var ticket = await cluster.TakeLeaseAsync(bob, cluster.Observe(observer));
        await user.ReadAsync(ticket, 0);

        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        await observer.NextAsync();
        var sent = await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));

        Assert.Equal([2UL], sent.Sequences);
        stuck.SetResult();
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Acknowledging_is_repeatable_and_never_goes_beyond_what_is_stored()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var ticket = await cluster.TakeLeaseAsync(bob);
        await user.AppendAsync(Alice, TestEnvelopes.Several(bob.UserId, 3));

        var beyond = await user.AcknowledgeAsync(ticket, 4);
        var two = await user.AcknowledgeAsync(ticket, 2);
        var again = await user.AcknowledgeAsync(ticket, 2);
        var lower = await user.AcknowledgeAsync(ticket, 0);

        Assert.Equal(ErrorCode.BadAck, beyond.Refusal!.Code);
        Assert.Equal([3UL, 3UL, 3UL], new[] { two, again, lower }.Select(result => result.First));
        Assert.All([two, again, lower], result => Assert.Null(result.Refusal));
    }

    [Fact]
    public async Task A_published_key_that_could_not_be_stored_is_not_handed_out()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        var ticket = await cluster.TakeLeaseAsync(bob);
        var record = bob.SealingKey(2, cluster.Clock.GetUtcNow());
        cluster.Storage.FailWrite(bob.UserId.ToString(), nth: 1, takesEffect: false);

        await Assert.ThrowsAnyAsync<Exception>(() => user.PublishKeyAsync(ticket, record));
        var between = await user.GetProfileAsync();
        var again = await user.PublishKeyAsync(ticket, record);

        Assert.Equal(1U, between!.SealingKeyNumber);
        Assert.Equal((null, 2U), (again.Refusal, again.Number));
    }

    private async Task<LeaseTicket> TicketAsync(TestPerson person, Standing standing)
    {
        if (standing == Standing.Never)
        {
            return new LeaseTicket(Guid.NewGuid(), 0);
        }

        var ticket = await cluster.TakeLeaseAsync(person);
        switch (standing)
        {
            case Standing.Released:
                await cluster.User(person).ReleaseLeaseAsync(ticket);
                break;
            case Standing.Replaced:
                await cluster.TakeLeaseAsync(person);
                break;
            case Standing.Stolen:
                return ticket with { Session = Guid.NewGuid() };
            default:
                break;
        }

        return ticket;
    }
}

/// <summary>How a session stands to the receive lease.</summary>
public enum Standing
{
    Never,
    Released,
    Replaced,
    Stolen,
    Holder,
}
