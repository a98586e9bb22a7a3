using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

public abstract class AppendAndReadContract(LogUnderTest under) : MailboxLogContract(under)
{
    [Fact]
    public async Task A_mailbox_never_seen_before_opens_empty_at_sequence_1()
    {
        var opened = await Open(Alice);

        Assert.Equal((1UL, 1UL, 0UL), (opened.First, opened.Next, opened.SweptThrough));
        Assert.Empty(opened.Recent);
        Assert.Null(opened.Checkpoint);
        Assert.Equal(Alice, opened.Lease.Mailbox);
    }

    [Fact]
    public async Task Every_field_of_a_row_comes_back()
    {
        var lease = (await Open(Alice)).Lease;
        var row = LogUnderTest.Row(1, 1_500, LogUnderTest.Noon.AddMilliseconds(123), Bob);

        await Log.AppendAsync(lease, [row]);
        var read = Assert.Single(await Log.ReadAsync(Alice, 1, 10, 10_000, 0, Token));

        Assert.Equal(row.Header, read.Header);
        Assert.True(row.Envelope.Span.SequenceEqual(read.Envelope.Span));
    }

    [Fact]
    public async Task An_empty_envelope_comes_back_empty()
    {
        var lease = (await Open(Alice)).Lease;

        await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1, envelopeBytes: 0));

        Assert.Equal(0, Assert.Single(await Log.ReadAsync(Alice, 1, 10, 10_000, 0, Token)).Envelope.Length);
    }

    [Fact]
    public async Task Appends_of_one_lease_take_effect_in_call_order_without_waiting()
    {
        var lease = (await Open(Alice)).Lease;

        var appends = Enumerable.Range(0, 200).Select(i => Log.AppendAsync(lease, LogUnderTest.Rows((ulong)(i * 3) + 1, 3)).AsTask());
        var outcomes = await Task.WhenAll(appends.ToArray());

        Assert.All(outcomes, outcome => Assert.Equal(LogOutcome.Committed, outcome));
        Assert.Equal(Sequences(1, 600), await Visible(Alice));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData(7UL)]
    public async Task Rows_that_do_not_continue_the_sequence_are_refused_and_change_nothing(ulong first)
    {
        var lease = await OpenWith(Alice, 3);
        var rows = LogUnderTest.Rows(first, 2);
        if (first == 3)
        {
            rows = [LogUnderTest.Row(4, 10, LogUnderTest.Noon, default), LogUnderTest.Row(6, 10, LogUnderTest.Noon, default)];
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await Log.AppendAsync(lease, rows));

        Assert.Equal(Sequences(1, 3), await Visible(Alice));
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, LogUnderTest.Rows(4, 1)));
    }

    [Fact]
    public async Task An_append_without_rows_is_refused()
    {
        var lease = (await Open(Alice)).Lease;

        await Assert.ThrowsAsync<ArgumentException>(async () => await Log.AppendAsync(lease, []));
    }

    [Fact]
    public async Task A_page_starts_where_it_is_asked_to_and_holds_at_most_the_rows_asked_for()
    {
        await OpenWith(Alice, 50);

        var page = await Log.ReadAsync(Alice, 11, 5, int.MaxValue, 0, Token);

        Assert.Equal(Sequences(11, 15), page.Select(row => row.Header.Sequence));
    }

    [Theory]
    [InlineData(1_000, 0, 10)]
    [InlineData(1_000, 100, 5)]
    [InlineData(999, 0, 9)]
    public async Task A_page_holds_no_more_bytes_than_asked_for_overhead_counted(int bytesMax, int overhead, int expected)
    {
        await OpenWith(Alice, 20);

        var page = await Log.ReadAsync(Alice, 1, 100, bytesMax, overhead, Token);

        Assert.Equal(expected, page.Count);
    }

    [Fact]
    public async Task A_first_row_that_is_too_large_alone_is_returned_all_the_same()
    {
        await OpenWith(Alice, 2, envelopeBytes: 65_689);

        var page = await Log.ReadAsync(Alice, 1, 100, 1_000, 48, Token);

        Assert.Equal(65_689, Assert.Single(page).Envelope.Length);
    }

    [Fact]
    public async Task Reading_an_unknown_mailbox_or_beyond_the_end_gives_nothing()
    {
        await OpenWith(Alice, 3);

        Assert.Empty(await Log.ReadAsync(Bob, 1, 10, 1_000, 0, Token));
        Assert.Empty(await Log.ReadAsync(Alice, 4, 10, 1_000, 0, Token));
        Assert.Empty(await Log.ReadAsync(Alice, ulong.MaxValue, 10, 1_000, 0, Token));
        Assert.Null(await Log.FindAsync(Bob, 1, Token));
        Assert.Null(await Log.FindAsync(Alice, 4, Token));
        Assert.Empty(await Log.ReadHeadersAsync(Bob, 1, 10, Token));
    }

    [Fact]
    public async Task Two_mailboxes_know_nothing_of_each_other()
    {
        var alice = await OpenWith(Alice, 3);
        var bob = await OpenWith(Bob, 5);

        await Log.TrimAsync(bob, 5, null);
        await Log.AppendAsync(alice, LogUnderTest.Rows(4, 1));

        Assert.Equal(Sequences(1, 4), await Visible(Alice));
        Assert.Empty(await Visible(Bob));
    }

    [Fact]
    public async Task Everything_is_there_again_after_a_restart()
    {
        var lease = await OpenWith(Alice, 30);
        await Log.TrimAsync(lease, 10, new MailboxCheckpoint(new byte[] { 1, 2, 3 }));
        await Log.SweepAsync(lease, 5, 100);

        Restart();
        var opened = await Open(Alice);

        Assert.Equal((11UL, 31UL, 5UL), (opened.First, opened.Next, opened.SweptThrough));
        Assert.Equal(new byte[] { 1, 2, 3 }, opened.Checkpoint!.Bytes.ToArray());
        Assert.Equal(Sequences(11, 30), await Visible(Alice));
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.ReadAsync(Alice, 1, 1, 1, 0, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.OpenAsync(Alice, default, cancelled.Token));
    }
}
