using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

/// <summary>
/// R3: a retry within the window gets the same sequence and is not stored twice; other bytes under the same id are refused.
/// </summary>
public sealed class MailboxRetryTests
{
    private static readonly UserId Alice = TestIds.User(1);
    private static readonly UserId Bob = TestIds.User(2);

    [Fact]
    public async Task A_retry_gets_the_same_sequence_and_is_not_stored_twice()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);

        var first = await bench.AppendAsync(mailbox, Alice, TestEnvelopes.To(bench.Owner), envelope);
        var retry = await bench.AppendAsync(mailbox, Alice, Copy(envelope), TestEnvelopes.To(bench.Owner));

        Assert.Equal([1, 2], first.Sequences);
        Assert.Equal([2, 3], retry.Sequences);
        Assert.Null(retry.Refusals);
        Assert.Equal(4UL, mailbox.Next);
    }

    [Fact]
    public async Task The_same_envelope_twice_in_one_batch_is_stored_once()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);

        var result = await bench.AppendAsync(mailbox, Alice, envelope, Copy(envelope), TestEnvelopes.To(bench.Owner));

        Assert.Equal([1, 1, 2], result.Sequences);
        Assert.Equal(3UL, mailbox.Next);
    }

    [Fact]
    public async Task Other_bytes_under_the_same_id_are_refused_and_those_after_them_stored()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var id = MessageId.New();
        await bench.AppendAsync(mailbox, Alice, TestEnvelopes.To(bench.Owner, id: id, fill: 1));

        var result = await bench.AppendAsync(mailbox, Alice, TestEnvelopes.To(bench.Owner, id: id, fill: 2), TestEnvelopes.To(bench.Owner));

        Assert.Equal([0, 2], result.Sequences);
        Assert.Equal([ErrorCode.IdReused, null], result.Refusals!.Select(refusal => refusal?.Code));
    }

    [Fact]
    public async Task Two_senders_may_use_the_same_id()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);

        var alice = await bench.AppendAsync(mailbox, Alice, envelope);
        var bob = await bench.AppendAsync(mailbox, Bob, Copy(envelope));

        Assert.Equal((1UL, 2UL), (alice.Sequences[0], bob.Sequences[0]));
    }

    [Fact]
    public async Task A_retry_of_what_is_still_on_its_way_waits_for_its_commit()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);
        bench.Steering.HoldCommits();
        var first = bench.AppendAsync(mailbox, Alice, envelope);

        var retry = bench.AppendAsync(mailbox, Alice, Copy(envelope));

        Assert.False(retry.IsCompleted);
        bench.Steering.ReleaseCommits();
        Assert.Equal(1UL, Assert.Single((await retry.Soon()).Sequences));
        Assert.Equal(1UL, Assert.Single((await first.Soon()).Sequences));
        Assert.Equal(1, bench.Steering.Rows);
    }

    [Fact]
    public async Task A_retry_is_known_after_its_row_was_trimmed_and_after_the_mailbox_was_reopened()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);
        await bench.AppendAsync(mailbox, Alice, envelope);
        await mailbox.TrimAsync(1);

        var afterTrim = await bench.AppendAsync(mailbox, Alice, Copy(envelope));
        bench.Clock.Advance(bench.Options.RetryWindow - TimeSpan.FromSeconds(1));
        await mailbox.SweepAsync();
        var reopened = await bench.OpenAsync();
        var afterOpen = await bench.AppendAsync(reopened, Alice, Copy(envelope));

        Assert.Equal([1UL], afterTrim.Sequences);
        Assert.Equal([1UL], afterOpen.Sequences);
        Assert.Equal(2UL, reopened.Next);
    }

    [Fact]
    public async Task Beyond_the_window_the_same_envelope_is_stored_again()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);
        await bench.AppendAsync(mailbox, Alice, envelope);

        bench.Clock.Advance(bench.Options.RetryWindow + TimeSpan.FromSeconds(1));
        var again = await bench.AppendAsync(mailbox, Alice, Copy(envelope));
        var retry = await bench.AppendAsync(mailbox, Alice, Copy(envelope));

        Assert.Equal([2UL], again.Sequences);
        Assert.Equal([2UL], retry.Sequences);
    }

    [Fact]
    public async Task A_retry_succeeds_where_a_new_message_would_be_refused_by_now()
    {
        using var bench = new MailboxBench(options => (options.MailboxMessagesMax, options.SenderShareDivisor) = (1, 1));
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);
        await bench.AppendAsync(mailbox, Alice, envelope);

        var retry = await bench.AppendAsync(mailbox, Alice, Copy(envelope));

        Assert.Equal([1UL], retry.Sequences);
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(mailbox, Alice, 1));
    }

    private static byte[] Copy(byte[] envelope) => [.. envelope];
}
