using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

public abstract class TrimAndSweepContract(LogUnderTest under) : MailboxLogContract(under)
{
    [Fact]
    public async Task Trimmed_rows_are_gone_for_readers_and_remain_for_find_and_headers()
    {
        var lease = await OpenWith(Alice, 10);

        await Log.TrimAsync(lease, 4, null);

        Assert.Equal(Sequences(5, 10), await Visible(Alice));
        Assert.Equal(4UL, (await Log.FindAsync(Alice, 4, Token))!.Header.Sequence);
        Assert.Equal(Sequences(1, 10), (await Log.ReadHeadersAsync(Alice, 1, 100, Token)).Select(header => header.Sequence));
        Assert.Equal(Sequences(3, 5), (await Log.ReadHeadersAsync(Alice, 3, 3, Token)).Select(header => header.Sequence));
    }

    [Fact]
    public async Task A_trim_below_the_first_changes_nothing()
    {
        var lease = await OpenWith(Alice, 10);
        await Log.TrimAsync(lease, 6, null);

        Assert.Equal(LogOutcome.Committed, await Log.TrimAsync(lease, 2, null));

        Assert.Equal(7UL, (await Open(Alice)).First);
    }

    [Fact]
    public async Task A_trim_beyond_the_last_row_is_refused()
    {
        var lease = await OpenWith(Alice, 3);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Log.TrimAsync(lease, 4, null));

        Assert.Equal(Sequences(1, 3), await Visible(Alice));
    }

    [Fact]
    public async Task A_trim_is_ordered_with_the_appends_before_it()
    {
        var lease = (await Open(Alice)).Lease;

        var append = Log.AppendAsync(lease, LogUnderTest.Rows(1, 5));
        var trim = Log.TrimAsync(lease, 5, null);
        var next = Log.AppendAsync(lease, LogUnderTest.Rows(6, 1));
        var sweep = Log.SweepAsync(lease, 5, 100);

        Assert.Equal(LogOutcome.Committed, await append);
        Assert.Equal(LogOutcome.Committed, await trim);
        Assert.Equal(LogOutcome.Committed, await next);
        Assert.Equal(new SweepResult(LogOutcome.Committed, 5), await sweep);
        Assert.Equal(Sequences(6, 6), await Visible(Alice));
    }

    [Fact]
    public async Task A_checkpoint_moves_with_the_trim_that_brought_it_and_stays_when_the_next_brings_none()
    {
        var lease = await OpenWith(Alice, 10);

        await Log.TrimAsync(lease, 3, new MailboxCheckpoint(new byte[] { 1 }));
        await Log.TrimAsync(lease, 3, new MailboxCheckpoint(new byte[] { 2 }));
        await Log.TrimAsync(lease, 5, null);

        var opened = await Open(Alice);
        Assert.Equal(6UL, opened.First);
        Assert.Equal(new byte[] { 2 }, opened.Checkpoint!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_checkpoint_may_have_its_full_size_and_not_a_byte_more()
    {
        var lease = await OpenWith(Alice, 1);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await Log.TrimAsync(lease, 1, new MailboxCheckpoint(new byte[MailboxCheckpoint.BytesMax + 1])));
        await Log.TrimAsync(lease, 0, new MailboxCheckpoint(new byte[MailboxCheckpoint.BytesMax]));

        var opened = await Open(Alice);
        Assert.Equal(1UL, opened.First);
        Assert.Equal(MailboxCheckpoint.BytesMax, opened.Checkpoint!.Bytes.Length);
    }

    [Fact]
    public async Task A_sweep_deletes_at_most_its_number_of_rows_oldest_first()
    {
        var lease = await OpenWith(Alice, 10);
        await Log.TrimAsync(lease, 8, null);

        Assert.Equal(3UL, (await Log.SweepAsync(lease, 8, 3)).SweptThrough);
        Assert.Null(await Log.FindAsync(Alice, 3, Token));
        Assert.NotNull(await Log.FindAsync(Alice, 4, Token));

        Assert.Equal(6UL, (await Log.SweepAsync(lease, 8, 3)).SweptThrough);
        Assert.Equal(8UL, (await Log.SweepAsync(lease, 8, 3)).SweptThrough);
        Assert.Equal(8UL, (await Log.SweepAsync(lease, 8, 3)).SweptThrough);
        Assert.Equal(Sequences(9, 10), (await Log.ReadHeadersAsync(Alice, 1, 100, Token)).Select(header => header.Sequence));
    }

    [Fact]
    public async Task A_sweep_of_rows_that_are_not_trimmed_is_refused()
    {
        var lease = await OpenWith(Alice, 5);
        await Log.TrimAsync(lease, 3, null);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Log.SweepAsync(lease, 4, 10));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Log.SweepAsync(lease, 3, 0));

        Assert.NotNull(await Log.FindAsync(Alice, 1, Token));
    }

    [Fact]
    public async Task The_sequence_goes_on_where_it_was_after_everything_was_trimmed_swept_and_restarted()
    {
        var lease = await OpenWith(Alice, 10);
        await Log.TrimAsync(lease, 10, null);
        await Log.SweepAsync(lease, 10, 100);
        Restart();

        var opened = await Open(Alice);

        Assert.Equal((11UL, 11UL, 10UL), (opened.First, opened.Next, opened.SweptThrough));
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(opened.Lease, LogUnderTest.Rows(11, 2)));
        Assert.Equal(Sequences(11, 12), await Visible(Alice));
    }

    [Fact]
    public async Task An_open_gives_the_headers_since_a_moment_trimmed_rows_included_and_swept_ones_not()
    {
        var lease = (await Open(Alice)).Lease;
        for (var i = 0; i < 20; i++)
        {
            await Log.AppendAsync(lease, LogUnderTest.Rows((ulong)i + 1, 1, storedAt: LogUnderTest.Noon.AddSeconds(i / 2)));
        }

        await Log.TrimAsync(lease, 15, null);
        await Log.SweepAsync(lease, 6, 100);

        var since4 = await Log.OpenAsync(Alice, LogUnderTest.Noon.AddSeconds(4), Token);
        var since0 = await Log.OpenAsync(Alice, LogUnderTest.Noon, Token);
        var since9 = await Log.OpenAsync(Alice, LogUnderTest.Noon.AddSeconds(8.5), Token);
        var since10 = await Log.OpenAsync(Alice, LogUnderTest.Noon.AddSeconds(10), Token);

        Assert.Equal(Sequences(9, 20), since4.Recent.Select(header => header.Sequence));
        Assert.Equal(Sequences(7, 20), since0.Recent.Select(header => header.Sequence));
        Assert.Equal(Sequences(19, 20), since9.Recent.Select(header => header.Sequence));
        Assert.Empty(since10.Recent);
    }
}
