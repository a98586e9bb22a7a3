using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

/// <summary>A log whose commits can be held back and made to fail.</summary>
public abstract class FailingLogUnderTest : LogUnderTest
{
    /// <summary>Every commit waits, from the next on, until the result is disposed of.</summary>
    public abstract IDisposable HoldCommits();

    /// <summary>The next commit fails.</summary>
    public abstract void FailNextCommit();
}

/// <summary>What a durable log promises when the storage beneath is slow or fails.</summary>
public abstract class FailureContract(FailingLogUnderTest under) : MailboxLogContract(under)
{
    [Fact]
    public async Task Nothing_is_visible_before_its_commit()
    {
        var lease = await OpenWith(Alice, 2);
        ValueTask<LogOutcome> append;
        using (under.HoldCommits())
        {
            append = Log.AppendAsync(lease, LogUnderTest.Rows(3, 2));

            Assert.Equal(Sequences(1, 2), await Visible(Alice));
            Assert.Null(await Log.FindAsync(Alice, 3, Token));
            Assert.Equal(2, (await Log.ReadHeadersAsync(Alice, 1, 10, Token)).Count);
            Assert.False(append.IsCompleted);
        }

        Assert.Equal(LogOutcome.Committed, await append);
        Assert.Equal(Sequences(1, 4), await Visible(Alice));
    }

    [Fact]
    public async Task A_failed_commit_fails_every_write_in_it_and_everything_queued_behind_it()
    {
        var alice = await OpenWith(Alice, 1);
        var bob = await OpenWith(Bob, 1);
        Task<LogOutcome>[] writes;
        using (under.HoldCommits())
        {
            under.FailNextCommit();
            writes = [Append(alice, 2), Append(alice, 3), Append(bob, 2), Append(alice, 4), Append(bob, 3)];
        }

        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.All([writes[0], writes[1], writes[3]], write => Assert.IsType<MailboxLogException>(write.Exception?.InnerException));
        Assert.Equal(Sequences(1, 1), await Visible(Alice));
        Assert.Equal((ulong)(await Visible(Bob)).Length + 1, (await Open(Bob)).Next);
    }

    [Fact]
    public async Task A_lease_of_which_a_write_failed_stays_useless_until_the_mailbox_is_opened_again()
    {
        var lease = await OpenWith(Alice, 2);
        under.FailNextCommit();

        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(3, 2)));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(5, 1)));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(3, 1)));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.TrimAsync(lease, 1, null));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.SweepAsync(lease, 0, 1));

        var opened = await Open(Alice);
        var visible = await Visible(Alice);
        Assert.Equal(opened.Next, (ulong)visible.Length + 1);
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(opened.Lease, LogUnderTest.Rows(opened.Next, 1)));
        Assert.Equal(Sequences(1, (int)opened.Next), await Visible(Alice));
    }

    [Fact]
    public async Task Other_mailboxes_go_on_after_a_failed_commit()
    {
        var alice = await OpenWith(Alice, 1);
        var bob = await OpenWith(Bob, 1);
        under.FailNextCommit();
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Append(alice, 2));

        Assert.Equal(LogOutcome.Committed, await Append(bob, 2));
        Assert.Equal(Sequences(1, 2), await Visible(Bob));
    }

    [Fact]
    public async Task A_failed_trim_sweep_or_open_leaves_the_head_as_it_was()
    {
        var lease = await OpenWith(Alice, 5);
        under.FailNextCommit();
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.TrimAsync(lease, 5, new MailboxCheckpoint(new byte[] { 1 })));
        under.FailNextCommit();
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Open(Alice));

        var opened = await Open(Alice);
        Assert.Equal((1UL, 6UL), (opened.First, opened.Next));
        Assert.Null(opened.Checkpoint);

        await Log.TrimAsync(opened.Lease, 4, null);
        under.FailNextCommit();
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.SweepAsync(opened.Lease, 4, 10));

        var again = await Open(Alice);
        Assert.Equal((5UL, 6UL, 0UL), (again.First, again.Next, again.SweptThrough));
        Assert.NotNull(await Log.FindAsync(Alice, 1, Token));
        Assert.Equal(4UL, (await Log.SweepAsync(again.Lease, 4, 10)).SweptThrough);
    }

    private Task<LogOutcome> Append(MailboxLease lease, ulong sequence) => Log.AppendAsync(lease, LogUnderTest.Rows(sequence, 1)).AsTask();
}
