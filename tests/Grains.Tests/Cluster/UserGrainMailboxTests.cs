using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Cluster;

[Collection(ClusterTests.Name)]
public sealed class UserGrainMailboxTests(ClusterFixture cluster)
{
    private static readonly UserId Alice = TestIds.User(1);

    [Fact]
    public async Task What_was_sent_is_read_in_order_byte_for_byte_and_gone_after_its_acknowledgement()
    {
        using var bob = await cluster.RegisterAsync();
        var envelopes = TestEnvelopes.Several(bob.UserId, 3);
        var ticket = await cluster.TakeLeaseAsync(bob);

        var sent = await cluster.User(bob).AppendAsync(Alice, envelopes);
        var read = await cluster.ReadAllAsync(bob, ticket);
        var acknowledged = await cluster.User(bob).AcknowledgeAsync(ticket, 2);
        var rest = await cluster.ReadAllAsync(bob, ticket);

        Assert.Equal([1, 2, 3], sent.Sequences);
        Assert.Null(sent.Refusals);
        Assert.Equal(envelopes, read.Select(message => message.Envelope.ToArray()));
        Assert.All(read, message => Assert.Equal(Alice, message.Sender));
        Assert.Equal(3UL, acknowledged.First);
        Assert.Equal([3UL], rest.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Order_holds_over_batches_sent_without_waiting()
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        cluster.Log.For(bob.UserId).HoldCommits();
        var first = cluster.User(bob).AppendAsync(Alice, TestEnvelopes.Several(bob.UserId, 2));
        await cluster.Log.For(bob.UserId).RowsReachAsync(2).Soon();
        var second = cluster.User(bob).AppendAsync(Alice, TestEnvelopes.Several(bob.UserId, 2));
        await cluster.Log.For(bob.UserId).RowsReachAsync(4).Soon();
        cluster.Log.For(bob.UserId).ReleaseCommits();

        Assert.Equal([1, 2], (await first).Sequences.AsEnumerable());
        Assert.Equal([3, 4], (await second).Sequences.AsEnumerable());
        Assert.Equal(4, (await cluster.ReadAllAsync(bob, ticket)).Count);
    }

    [Fact]
    public async Task After_a_refusal_in_the_middle_the_rest_comes_in_order_once_it_is_sent_again()
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        var envelopes = TestEnvelopes.Several(bob.UserId, 4);
        var stale = TestEnvelopes.To(bob.UserId, keyNumber: 9);

        var refused = await cluster.User(bob).AppendAsync(Alice, envelopes[0], stale, envelopes[2], envelopes[3]);
        var again = await cluster.User(bob).AppendAsync(Alice, envelopes);

        Assert.Equal(
            [null, ErrorCode.StaleKey, ErrorCode.OutOfOrder, ErrorCode.OutOfOrder], refused.Refusals!.Select(refusal => refusal?.Code));
        Assert.Equal([1, 2, 3, 4], again.Sequences);
        Assert.Equal(envelopes, (await cluster.ReadAllAsync(bob, ticket)).Select(message => message.Envelope.ToArray()));
    }

    [Fact]
    public async Task Nothing_is_acknowledged_or_visible_before_its_commit()
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        var steering = cluster.Log.For(bob.UserId);
        steering.HoldCommits();
        var envelope = TestEnvelopes.To(bob.UserId);
        var sent = cluster.User(bob).AppendAsync(Alice, envelope);
        await steering.RowsReachAsync(1).Soon();
        var retry = cluster.User(bob).AppendAsync(Alice, envelope);

        var read = await cluster.User(bob).ReadAsync(ticket, 0);
        var acknowledged = await cluster.User(bob).AcknowledgeAsync(ticket, 1);

        Assert.Empty(read.Messages);
        Assert.Equal(1UL, read.Next);
        Assert.Equal(ErrorCode.BadAck, acknowledged.Refusal!.Code);
        Assert.False(sent.IsCompleted || retry.IsCompleted);
        steering.ReleaseCommits();
        Assert.Equal(1UL, Assert.Single((await sent).Sequences));
        Assert.Equal(1UL, Assert.Single((await retry).Sequences));
        Assert.Single(await cluster.ReadAllAsync(bob, ticket));
    }

    [Fact]
    public async Task A_retry_after_the_grain_was_deactivated_is_not_stored_twice()
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        var envelope = TestEnvelopes.To(bob.UserId);
        await cluster.User(bob).AppendAsync(Alice, envelope);
        await cluster.User(bob).AcknowledgeAsync(ticket, 1);
        await cluster.Cluster.DeactivateAsync(cluster.User(bob).Grain);

        var retry = await cluster.User(bob).AppendAsync(Alice, envelope);
        var other = await cluster.User(bob).AppendAsync(Alice, Changed(envelope));

        Assert.Equal([1UL], retry.Sequences);
        Assert.Equal(ErrorCode.IdReused, other.Refusals![0]!.Code);
        Assert.Equal(2, cluster.Log.For(bob.UserId).Opens);
    }

    [Theory]
    [InlineData(LogFault.BeforeAppend)]
    [InlineData(LogFault.AfterAppend)]
    public async Task A_failed_commit_fails_what_waits_and_the_next_activation_serves_the_truth(object fault)
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        var user = cluster.User(bob);
        var kept = TestEnvelopes.To(bob.UserId);
        var doubtful = TestEnvelopes.To(bob.UserId);
        await user.AppendAsync(Alice, kept);
        cluster.Log.For(bob.UserId).FailOnce((LogFault)fault);
        var deactivated = cluster.Cluster.WaitForDeactivationAsync(user.Grain);

        var failed = await user.AppendAsync(Alice, doubtful);
        await deactivated.Soon();
        var retry = await user.AppendAsync(Alice, doubtful);
        var read = await cluster.ReadAllAsync(bob, ticket);

        Assert.Equal(ErrorCode.TryAgain, failed.Refusals![0]!.Code);
        Assert.Equal([2UL], retry.Sequences);
        Assert.Equal([kept, doubtful], read.Select(message => message.Envelope.ToArray()));
    }

    [Fact]
    public async Task Two_activations_cannot_both_write_and_the_loser_deactivates_itself_even_where_all_is_trimmed()
    {
        using var bob = await cluster.RegisterAsync();
        await cluster.TakeLeaseAsync(bob);
        var user = cluster.User(bob);
        await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        var token = TestContext.Current.CancellationToken;
        var elsewhere = await cluster.Log.OpenAsync(bob.UserId, cluster.Clock.GetUtcNow(), token);
        await cluster.Log.TrimAsync(elsewhere.Lease, 1, checkpoint: null);
        var deactivated = cluster.Cluster.WaitForDeactivationAsync(user.Grain);

        var fenced = await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));
        await deactivated.Soon();
        var after = await user.AppendAsync(Alice, TestEnvelopes.To(bob.UserId));

        Assert.Equal(ErrorCode.TryAgain, fenced.Refusals![0]!.Code);
        Assert.Equal([2UL], after.Sequences);
    }

    [Fact]
    public async Task Messages_past_the_retention_are_expired_though_nobody_opens_the_mailbox()
    {
        using var bob = await cluster.RegisterAsync();
        var user = cluster.User(bob);
        await user.AppendAsync(Alice, TestEnvelopes.Several(bob.UserId, 2));
        await cluster.Cluster.DeactivateAsync(user.Grain);
        cluster.Clock.Advance(cluster.Options.Retention + TimeSpan.FromMinutes(1));

        await cluster.TendOnceAsync(TestContext.Current.CancellationToken);

        var lease = await user.TakeLeaseAsync(new LeaseTicket(Guid.NewGuid(), 0), null);
        Assert.Equal((3UL, 3UL), (lease.First, lease.Next));
    }

    [Fact]
    public async Task Acknowledged_rows_are_swept_by_the_grain_itself_after_the_retry_window()
    {
        using var bob = await cluster.RegisterAsync();
        var ticket = await cluster.TakeLeaseAsync(bob);
        await cluster.User(bob).AppendAsync(Alice, TestEnvelopes.Several(bob.UserId, 3));
        await cluster.User(bob).AcknowledgeAsync(ticket, 3);

        cluster.Clock.Advance(cluster.Options.RetryWindow + TimeSpan.FromSeconds(2));
        await cluster.Log.For(bob.UserId).SweptAsync().Soon();

        Assert.Empty(await cluster.Log.ReadHeadersAsync(bob.UserId, 1, 10, TestContext.Current.CancellationToken));
    }

    private static byte[] Changed(byte[] envelope)
    {
        var changed = envelope.ToArray();
        changed[^1] ^= 1;
        return changed;
    }
}
