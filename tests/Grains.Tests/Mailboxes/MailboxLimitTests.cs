using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

/// <summary>R7: every limit of a mailbox answers with its code, and what comes after a closed gate is OUT_OF_ORDER.</summary>
public sealed class MailboxLimitTests
{
    private const int Length = TestEnvelopes.LengthMin;

    [Fact]
    public async Task A_mailbox_full_by_messages_refuses_the_rest_of_the_batch_in_order()
    {
        using var bench = new MailboxBench(options => (options.MailboxMessagesMax, options.SenderShareDivisor) = (3, 1));
        var mailbox = await bench.OpenAsync();

        var result = await bench.AppendAsync(mailbox, TestIds.User(1), TestEnvelopes.Several(bench.Owner, 5));

        Assert.Equal([1, 2, 3, 0, 0], result.Sequences);
        Assert.Equal([null, null, null, ErrorCode.MailboxFull, ErrorCode.OutOfOrder], result.Refusals!.Select(refusal => refusal?.Code));
    }

    [Fact]
    public async Task A_mailbox_full_by_bytes_refuses_another_sender_as_well()
    {
        using var bench = new MailboxBench(options => (options.MailboxBytesMax, options.SenderShareDivisor) = (3 * Length, 1));
        var mailbox = await bench.OpenAsync();

        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(1), 3));
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(mailbox, TestIds.User(2), 1));
    }

    [Theory]
    [InlineData(8 * Length, 1_000)]
    [InlineData(1_000_000, 8)]
    public async Task One_sender_fills_a_quarter_and_leaves_the_rest_to_others(int bytesMax, int messagesMax)
    {
        using var bench = new MailboxBench(options => (options.MailboxBytesMax, options.MailboxMessagesMax) = (bytesMax, messagesMax));
        var mailbox = await bench.OpenAsync();

        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(1), 2));
        Assert.Equal(ErrorCode.MailboxFull, await bench.FillAsync(mailbox, TestIds.User(1), 1));
        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(2), 2));
    }

    [Fact]
    public async Task More_bytes_on_their_way_than_allowed_are_to_be_sent_again()
    {
        using var bench = new MailboxBench(options => options.PendingBytesMax = 2 * Length);
        var mailbox = await bench.OpenAsync();
        bench.Steering.HoldCommits();
        var first = bench.AppendAsync(mailbox, TestIds.User(1), TestEnvelopes.Several(bench.Owner, 2, Length));

        Assert.Equal(ErrorCode.TryAgain, await bench.FillAsync(mailbox, TestIds.User(2), 1));
        bench.Steering.ReleaseCommits();
        Assert.Null((await first).Refusals);
        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(2), 1));
    }

    [Fact]
    public async Task While_the_log_is_busy_nothing_new_gets_a_sequence()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        bench.Log.IsBusy = true;

        Assert.Equal(ErrorCode.TryAgain, await bench.FillAsync(mailbox, TestIds.User(1), 1));
        bench.Log.IsBusy = false;
        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(1), 1));
        Assert.Equal(2UL, mailbox.Next);
    }

    [Fact]
    public async Task A_full_retry_window_slows_senders_down_rather_than_forget_an_id()
    {
        using var bench = new MailboxBench(options => options.RetryWindowEntriesMax = 2);
        var mailbox = await bench.OpenAsync();

        Assert.Equal(ErrorCode.RateLimited, await bench.FillAsync(mailbox, TestIds.User(1), 3));
        bench.Clock.Advance(bench.Options.RetryWindow + TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.None, await bench.FillAsync(mailbox, TestIds.User(1), 1));
    }

    [Fact]
    public async Task An_envelope_that_is_too_large_or_no_envelope_is_refused_without_closing_the_gate()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        var tooLarge = TestEnvelopes.To(bench.Owner, ProtocolLimits.EnvelopeBytesMax + 1);
        var forAnother = TestEnvelopes.To(TestIds.User(9));
        var good = TestEnvelopes.To(bench.Owner);

        var result = await bench.AppendAsync(mailbox, TestIds.User(1), tooLarge, forAnother, [1, 2, 3], good);

        Assert.Equal([0, 0, 0, 1], result.Sequences);
        Assert.Equal(
            [ErrorCode.TooLarge, ErrorCode.BadEnvelope, ErrorCode.BadEnvelope, null], result.Refusals!.Select(refusal => refusal?.Code));
    }

    [Fact]
    public async Task A_stale_key_closes_the_gate()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();

        var stale = TestEnvelopes.To(bench.Owner, keyNumber: 2);
        var result = await bench.AppendAsync(mailbox, TestIds.User(1), TestEnvelopes.To(bench.Owner), stale, TestEnvelopes.To(bench.Owner));

        Assert.Equal([null, ErrorCode.StaleKey, ErrorCode.OutOfOrder], result.Refusals!.Select(refusal => refusal?.Code));
    }

    [Fact]
    public async Task A_page_holds_at_most_what_the_protocol_allows()
    {
        using var bench = new MailboxBench();
        var mailbox = await bench.OpenAsync();
        await bench.FillAsync(mailbox, TestIds.User(1), 600, Length);

        var many = await mailbox.ReadAsync(0, int.MaxValue, int.MaxValue, TestContext.Current.CancellationToken);
        var few = await mailbox.ReadAsync(0, 2, int.MaxValue, TestContext.Current.CancellationToken);
        var none = await mailbox.ReadAsync(0, -1, -1, TestContext.Current.CancellationToken);

        Assert.InRange(many!.Length, 1, ProtocolLimits.PageMessagesMax);
        Assert.Equal([1UL, 2UL], few!.Select(message => message.Sequence));
        Assert.Equal([1UL], none!.Select(message => message.Sequence));
    }
}
