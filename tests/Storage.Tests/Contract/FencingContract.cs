using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

public abstract class FencingContract(LogUnderTest under) : MailboxLogContract(under)
{
    [Fact]
    public async Task Every_open_raises_the_epoch()
    {
        var first = await Open(Alice);
        var second = await Open(Alice);

        Assert.True(second.Lease.Epoch > first.Lease.Epoch);
    }

    [Fact]
    public async Task A_restart_does_not_bring_an_epoch_back()
    {
        var first = await Open(Alice);

        Restart();
        var second = await Open(Alice);

        Assert.True(second.Lease.Epoch > first.Lease.Epoch);
        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(first.Lease, LogUnderTest.Rows(1, 1)));
    }

    [Fact]
    public async Task An_earlier_lease_cannot_append_trim_or_sweep()
    {
        var old = await OpenWith(Alice, 5);
        await Log.TrimAsync(old, 3, null);
        await Open(Alice);

        var append = await Log.AppendAsync(old, LogUnderTest.Rows(6, 1));
        var trim = await Log.TrimAsync(old, 5, new MailboxCheckpoint(new byte[] { 9 }));
        var sweep = await Log.SweepAsync(old, 3, 10);

        Assert.Equal((LogOutcome.Fenced, LogOutcome.Fenced, LogOutcome.Fenced), (append, trim, sweep.Outcome));
        var opened = await Open(Alice);
        Assert.Equal((4UL, 6UL, 0UL), (opened.First, opened.Next, opened.SweptThrough));
        Assert.Null(opened.Checkpoint);
    }

    [Fact]
    public async Task An_earlier_lease_stays_fenced_where_its_rows_have_been_trimmed()
    {
        var a = (await Open(Alice)).Lease;
        var b = (await Open(Alice)).Lease;
        await Log.AppendAsync(b, LogUnderTest.Rows(1, 3));
        await Log.TrimAsync(b, 3, null);

        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(a, LogUnderTest.Rows(1, 1)));
        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(a, LogUnderTest.Rows(4, 1)));
        Assert.Empty(await Visible(Alice));
    }

    [Fact]
    public async Task An_earlier_lease_stays_fenced_where_its_rows_have_been_swept_and_the_log_restarted()
    {
        var a = (await Open(Alice)).Lease;
        var b = (await Open(Alice)).Lease;
        await Log.AppendAsync(b, LogUnderTest.Rows(1, 3));
        await Log.TrimAsync(b, 3, null);
        await Log.SweepAsync(b, 3, 10);
        Restart();

        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(a, LogUnderTest.Rows(1, 1)));
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(b, LogUnderTest.Rows(4, 1)));
    }

    [Fact]
    public async Task Of_two_writers_racing_only_the_last_to_open_writes_and_the_sequence_has_no_gap()
    {
        var lease = (await Open(Alice)).Lease;
        var early = Enumerable.Range(1, 50).Select(i => Log.AppendAsync(lease, LogUnderTest.Rows((ulong)i, 1)).AsTask()).ToList();
        var opening = Open(Alice);
        var late = Enumerable.Range(51, 50).Select(i => Log.AppendAsync(lease, LogUnderTest.Rows((ulong)i, 1)).AsTask()).ToList();

        var opened = await opening;
        var outcomes = await Task.WhenAll(early.Concat(late));

        Assert.Equal((ulong)outcomes.Count(outcome => outcome == LogOutcome.Committed) + 1, opened.Next);
        Assert.All(outcomes[50..], outcome => Assert.Equal(LogOutcome.Fenced, outcome));
        Assert.Equal(Sequences(1, (int)opened.Next - 1), await Visible(Alice));
    }

    [Fact]
    public async Task A_lease_of_a_mailbox_that_was_never_opened_is_fenced()
    {
        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(new MailboxLease(Bob, 7), LogUnderTest.Rows(1, 1)));
        Assert.Empty(await Visible(Bob));
    }
}
