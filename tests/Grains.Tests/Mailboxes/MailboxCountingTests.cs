using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

/// <summary>Who has how much of a mailbox: across acknowledgements, activations and checkpoints.</summary>
public sealed class MailboxCountingTests
{
    private static readonly UserId Alice = TestIds.User(1);
    private static readonly UserId Bob = TestIds.User(2);

    [Fact]
    public async Task Acknowledging_everything_frees_the_mailbox_without_reading_a_header()
    {
        using var bench = Small();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 4);

        Assert.True(await mailbox.TrimAsync(4));

        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, Alice, 4));
        Assert.Equal(0, bench.Steering.HeaderReads);
    }

    [Fact]
    public async Task Acknowledging_a_part_frees_that_part_for_its_senders_once_it_is_counted_out()
    {
        using var bench = Small();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 2);
        await bench.FillAsync(mailbox, Bob, 4);
        await bench.FillAsync(mailbox, Alice, 2);
        await mailbox.TrimAsync(3);

        var first = await bench.FillAsync(mailbox, Alice, 1);
        var second = await bench.FillAsync(mailbox, Alice, 2);
        var third = await bench.FillAsync(mailbox, Alice, 1);

        Assert.Equal([ErrorCode.TryAgain, ErrorCode.None, ErrorCode.MailboxFull], [first, second, third]);
        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, Bob, 1));
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(mailbox, Bob, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task The_next_activation_knows_the_shares_whatever_the_checkpoint_covered(int checkpointRows)
    {
        using var bench = Small(options => options.CheckpointRows = checkpointRows);
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 2);
        await bench.FillAsync(mailbox, Bob, 3);
        await bench.FillAsync(mailbox, Alice, 2);
        await mailbox.TrimAsync(1);

        var reopened = await bench.OpenAsync();
        var counting = await bench.FillAsync(reopened, Alice, 2);
        var alice = counting == ErrorCode.TryAgain ? await bench.FillAsync(reopened, Alice, 2) : counting;

        Assert.Equal(ErrorCode.MailboxFull, alice);
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(reopened, Alice, 1));
        Assert.Equal(ErrorCode.None, await bench.FillAsync(reopened, Bob, 1));
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(reopened, Bob, 1));
    }

    [Fact]
    public async Task An_activation_reads_only_the_headers_since_the_checkpoint()
    {
        using var bench = new MailboxBench(options => (options.CheckpointRows, options.HeaderPageRowsMax) = (10, 4));
        var mailbox = await bench.OpenAsync();
        for (var i = 0; i < 103; i++)
        {
            await bench.FillAsync(mailbox, TestIds.User(i), 1);
        }

        await bench.OpenAsync();

        Assert.Equal(10, bench.Steering.Checkpoints);
        Assert.Equal(1, bench.Steering.HeaderReads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task The_running_byte_count_goes_on_where_it_was_even_when_every_row_is_swept(int checkpointRows)
    {
        using var bench = new MailboxBench(options => options.CheckpointRows = checkpointRows);
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, Alice, 3, length: 300);
        await mailbox.TrimAsync(3);
        bench.Clock.Advance(bench.Options.RetryWindow + TimeSpan.FromSeconds(2));
        await mailbox.SweepAsync();

        var reopened = await bench.OpenAsync();
        await bench.FillAsync(reopened, Alice, 1, length: 400);
        var row = await bench.Log.FindAsync(bench.Owner, 4, TestContext.Current.CancellationToken);

        Assert.Null(await bench.Log.FindAsync(bench.Owner, 3, TestContext.Current.CancellationToken));
        Assert.Equal(1_300UL, row!.Header.BytesThrough);
    }

    private static MailboxBench Small(Action<MailboxOptions>? configure = null) => new(options =>
    {
        options.MailboxMessagesMax = 16;
        configure?.Invoke(options);
    });
}
