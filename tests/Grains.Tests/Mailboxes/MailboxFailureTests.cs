using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

/// <summary>
/// A failed or fenced write ends the mailbox: whatever waits and whatever comes is TRY_AGAIN, and only a new open tells what is stored.
/// </summary>
public sealed class MailboxFailureTests
{
    private static readonly UserId Alice = TestIds.User(1);

    [Theory]
    [InlineData(LogFault.BeforeAppend, 1)]
    [InlineData(LogFault.AfterAppend, 2)]
    public async Task After_a_failed_append_nothing_is_served_until_the_log_is_reopened(object fault, int nextAfterwards)
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        bench.Steering.FailOnce((LogFault)fault);

        var failed = await bench.FillAsync(mailbox, Alice, 1);
        var later = await bench.FillAsync(mailbox, Alice, 1);
        var reopened = await bench.OpenAsync();

        Assert.Equal((ErrorCode.TryAgain, ErrorCode.TryAgain), (failed, later));
        Assert.True(bench.HasFailed && mailbox.HasFailed);
        Assert.IsType<MailboxLogException>(bench.Failure);
        Assert.Equal(1, bench.Steering.Rows);
        Assert.Equal((ulong)nextAfterwards, reopened.Next);
    }

    [Fact]
    public async Task A_retry_that_waits_for_a_commit_fails_with_it()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var envelope = TestEnvelopes.To(bench.Owner);
        bench.Steering.HoldCommits();
        var first = bench.AppendAsync(mailbox, Alice, envelope);
        var retry = bench.AppendAsync(mailbox, Alice, [.. envelope]);

        bench.Steering.FailOnce(LogFault.AfterAppend);
        bench.Steering.ReleaseCommits();

        Assert.Equal(ErrorCode.TryAgain, (await first.Soon()).Refusals![0]!.Code);
        Assert.Equal(ErrorCode.TryAgain, (await retry.Soon()).Refusals![0]!.Code);
    }

    [Fact]
    public async Task A_mailbox_opened_elsewhere_can_no_longer_append_trim_or_sweep_here()
    {
        using var bench = new MailboxBench();
        var loser = await bench.OpenAsync();
        await bench.FillAsync(loser, Alice, 2);
        var winner = await bench.OpenAsync();
        await bench.FillAsync(winner, Alice, 1);
        await winner.TrimAsync(3);

        var append = await bench.FillAsync(loser, Alice, 1);

        Assert.Equal(ErrorCode.TryAgain, append);
        Assert.True(loser.HasFailed);
        Assert.Null(bench.Failure);
        Assert.False(await loser.TrimAsync(1));
        Assert.Equal((4UL, 4UL), (winner.First, winner.Next));
        Assert.Equal(ErrorCode.None, await bench.FillAsync(winner, Alice, 1));
    }

    [Fact]
    public async Task A_fenced_trim_ends_the_mailbox_too()
    {
        using var bench = new MailboxBench();
        var loser = await bench.OpenAsync();
        await bench.FillAsync(loser, Alice, 2);
        await bench.OpenAsync();

        Assert.False(await loser.TrimAsync(1));
        Assert.True(loser.HasFailed);
        Assert.Equal(1UL, loser.First);
    }

    [Fact]
    public async Task A_failed_read_changes_nothing()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 1);
        bench.Steering.FailOnce(LogFault.Read);

        var failed = await mailbox.ReadAsync(0, 10, 10_000, TestContext.Current.CancellationToken);
        var read = await mailbox.ReadAsync(0, 10, 10_000, TestContext.Current.CancellationToken);

        Assert.Null(failed);
        Assert.Single(read!);
        Assert.False(mailbox.HasFailed);
    }

    [Fact]
    public async Task Nothing_above_the_commit_mark_is_read_or_may_be_trimmed()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 1);
        bench.Steering.HoldCommits();
        var held = bench.FillAsync(mailbox, Alice, 1);

        var read = await mailbox.ReadAsync(0, 10, 10_000, TestContext.Current.CancellationToken);

        Assert.Equal([1UL], read!.Select(message => message.Sequence));
        Assert.Equal(2UL, mailbox.Next);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await mailbox.TrimAsync(2));
        bench.Steering.ReleaseCommits();
        await held;
        Assert.Equal(2, (await mailbox.ReadAsync(0, 10, 10_000, TestContext.Current.CancellationToken))!.Length);
    }
}
