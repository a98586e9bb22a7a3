using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

public sealed class MailboxTendingTests
{
    private static readonly UserId Alice = TestIds.User(1);

    [Fact]
    public async Task Trimmed_rows_stay_on_disk_for_the_retry_window_and_are_swept_after_it()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 3);
        await mailbox.TrimAsync(2);

        bench.Clock.Advance(bench.Options.RetryWindow);
        await mailbox.SweepAsync();
        var within = await RowsAsync(bench);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await mailbox.SweepAsync();

        Assert.Equal([1UL, 2UL, 3UL], within);
        Assert.Equal([3UL], await RowsAsync(bench));
        Assert.False(mailbox.NeedsTending);
    }

    [Fact]
    public async Task Sweeping_goes_in_bounded_batches_and_at_most_so_many_a_turn()
    {
        using var bench = new MailboxBench(options => (options.SweepRowsMax, options.TendBatchesMax) = (10, 3));
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 50);
        await mailbox.TrimAsync(50);
        bench.Clock.Advance(bench.Options.RetryWindow + TimeSpan.FromSeconds(1));

        await mailbox.SweepAsync();

        Assert.Equal(3, bench.Steering.Sweeps);
        Assert.True(mailbox.NeedsTending);
        await mailbox.SweepAsync();
        Assert.Empty(await RowsAsync(bench));
    }

    [Fact]
    public async Task Expiry_takes_the_prefix_past_the_retention_and_nothing_else()
    {
        using var bench = new MailboxBench(options => options.HeaderPageRowsMax = 2);
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 5);
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.FillAsync(mailbox, Alice, 2);

        bench.Clock.Advance(bench.Options.Retention - TimeSpan.FromDays(1));
        await mailbox.TendAsync();
        var atTheLimit = mailbox.First;
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await mailbox.TendAsync();

        Assert.Equal((1UL, 6UL, 8UL), (atTheLimit, mailbox.First, mailbox.Next));
    }

    [Fact]
    public async Task A_clock_that_falls_back_does_not_make_stored_times_fall()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 1);
        var storedAt = bench.Clock.GetUtcNow();

        bench.Clock.AdjustTime(storedAt - TimeSpan.FromHours(1));
        var reopened = await bench.OpenAsync();
        await bench.FillAsync(reopened, Alice, 1);
        var row = await bench.Log.FindAsync(bench.Owner, 2, TestContext.Current.CancellationToken);

        Assert.Equal(storedAt, row!.Header.StoredAt);
    }

    private static async Task<IEnumerable<ulong>> RowsAsync(MailboxBench bench) =>
        (await bench.Log.ReadHeadersAsync(bench.Owner, 1, 100, TestContext.Current.CancellationToken)).Select(header => header.Sequence);
}
