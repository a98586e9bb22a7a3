using Azure.Data.Tables;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>How transactions are put together, and what becomes of one whose answer is lost.</summary>
public sealed class AzureCommitTests(Azurite azurite) : IDisposable
{
    private readonly AzureLogUnderTest _under = new(azurite);
    private readonly UserId _alice = LogUnderTest.NewUser();

    private IMailboxLog Log => _under.Log;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _under.Dispose();

    [Fact]
    public async Task Appends_that_queue_behind_a_transaction_go_into_the_next_together()
    {
        var lease = await Open();
        List<Task<LogOutcome>> appends = [];
        var sent = _under.Faults.Sent;

        using (_under.HoldCommits())
        {
            for (ulong sequence = 1; sequence <= 100; sequence++)
            {
                appends.Add(Log.AppendAsync(lease, LogUnderTest.Rows(sequence, 1)).AsTask());
            }
        }

        Assert.All(await Task.WhenAll(appends), outcome => Assert.Equal(LogOutcome.Committed, outcome));
        Assert.InRange(_under.Faults.Sent - sent, 1, 3);
        Assert.Equal(100, (await Log.ReadAsync(_alice, 1, 1_000, int.MaxValue, 0, Token)).Count);
    }

    [Theory]
    [InlineData(250, 100, 3)]
    [InlineData(100, ProtocolLimits.EnvelopeBytesMax, 3)]
    public async Task An_append_larger_than_a_transaction_takes_several(int rows, int envelopeBytes, int transactions)
    {
        var lease = await Open();
        var appended = LogUnderTest.Rows(1, rows, envelopeBytes);
        var sent = _under.Faults.Sent;

        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, appended));

        Assert.Equal(transactions, _under.Faults.Sent - sent);
        var read = await Log.ReadAsync(_alice, 1, 1_000, int.MaxValue, 0, Token);
        Assert.Equal(appended.Select(row => row.Header), read.Select(row => row.Header));
        Assert.All(appended.Zip(read), pair => Assert.True(pair.First.Envelope.Span.SequenceEqual(pair.Second.Envelope.Span)));
    }

    [Fact]
    public async Task A_sweep_larger_than_a_transaction_takes_several_and_appends_pass_between_them()
    {
        var lease = await Open();
        await Log.AppendAsync(lease, LogUnderTest.Rows(1, 250));
        await Log.TrimAsync(lease, 250, null);

        var sweep = Log.SweepAsync(lease, 250, 1_000).AsTask();
        var append = Log.AppendAsync(lease, LogUnderTest.Rows(251, 1)).AsTask();

        Assert.Equal(LogOutcome.Committed, await append);
        Assert.Equal(new SweepResult(LogOutcome.Committed, 250), await sweep);
        Assert.Equal(251UL, Assert.Single(await Log.ReadHeadersAsync(_alice, 1, 1_000, Token)).Sequence);
    }

    [Fact]
    public async Task An_envelope_that_no_row_holds_is_refused_and_the_lease_lives()
    {
        var lease = await Open();

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1, MailboxRowEntity.EnvelopeBytesMax + 1)));

        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1)));
    }

    [Fact]
    public async Task A_transaction_whose_answer_was_lost_is_found_committed_and_the_lease_lives()
    {
        var lease = await Open();
        _under.Faults.LoseAnswers(1);

        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, LogUnderTest.Rows(1, 3)));
        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, LogUnderTest.Rows(4, 1)));

        Assert.Equal(4, (await Log.ReadAsync(_alice, 1, 100, int.MaxValue, 0, Token)).Count);
    }

    [Fact]
    public async Task A_transaction_that_the_account_was_too_busy_for_is_sent_again()
    {
        var lease = await Open();
        _under.Faults.BeBusy(_under.Options.CommitAttemptsMax - 1);

        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(lease, LogUnderTest.Rows(1, 3)));

        Assert.Equal(3, (await Log.ReadAsync(_alice, 1, 100, int.MaxValue, 0, Token)).Count);
    }

    [Fact]
    public async Task A_transaction_that_stays_unanswered_faults_and_the_lease_with_it()
    {
        var lease = await Open();
        _under.Faults.BeBusy(_under.Options.CommitAttemptsMax);

        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1)));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1)));

        Assert.Equal(LogOutcome.Committed, await Log.AppendAsync(await Open(), LogUnderTest.Rows(1, 1)));
    }

    [Fact]
    public async Task A_lost_answer_followed_by_another_owner_is_unknown_and_never_called_fenced()
    {
        var lease = await Open();
        using var other = _under.NewLog();
        _under.Faults.LoseAnswers(1);
        _under.Faults.BeforeNext = () =>
        {
            // Between the try whose answer is lost and the one after it.
            _under.Faults.BeforeNext = async () => await other.OpenAsync(_alice, DateTimeOffset.MaxValue, Token);
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(1, 1)));

        Assert.Single(await Log.ReadAsync(_alice, 1, 100, int.MaxValue, 0, Token));
    }

    [Fact]
    public async Task A_checkpoint_that_was_not_stored_before_another_claimed_the_mailbox_is_never_called_committed()
    {
        var lease = await Open();
        _under.Faults.BeBusy(1);
        _under.Faults.BeforeNext = () =>
        {
            // After the try that the account was too busy for. The claim changes nothing but the head's version, and so does a checkpoint.
            _under.Faults.BeforeNext = ClaimAsync;
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.TrimAsync(lease, 0, new MailboxCheckpoint(new byte[] { 7 })));

        Assert.Null((await Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Checkpoint);
    }

    [Fact]
    public async Task A_checkpoint_whose_answer_was_lost_is_found_committed_although_another_has_claimed_the_mailbox()
    {
        var lease = await Open();
        _under.Faults.LoseAnswers(1);
        _under.Faults.BeforeNext = () =>
        {
            _under.Faults.BeforeNext = ClaimAsync;
            return Task.CompletedTask;
        };

        Assert.Equal(LogOutcome.Committed, await Log.TrimAsync(lease, 0, new MailboxCheckpoint(new byte[] { 7 })));

        var opened = await Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token);
        Assert.Equal([7], opened.Checkpoint!.Bytes.ToArray());
    }

    [Fact]
    public async Task An_append_that_was_stored_in_part_before_another_owner_came_is_unknown()
    {
        var lease = await Open();
        using var other = _under.NewLog();
        _under.Faults.BeforeNext = () =>
        {
            _under.Faults.BeforeNext = async () => await other.OpenAsync(_alice, DateTimeOffset.MaxValue, Token);
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<MailboxLogException>(async () => await Log.AppendAsync(lease, LogUnderTest.Rows(1, 150)));

        Assert.Equal(99, (await Log.ReadAsync(_alice, 1, 1_000, int.MaxValue, 0, Token)).Count);
        Assert.Equal(LogOutcome.Fenced, await Log.AppendAsync(lease, LogUnderTest.Rows(100, 1)));
    }

    [Fact]
    public async Task A_busy_owner_elsewhere_does_not_keep_another_from_opening()
    {
        var lease = await Open();
        using var other = _under.NewLog();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (ulong sequence = 1; !stop.IsCancellationRequested; sequence++)
            {
                if (await Log.AppendAsync(lease, LogUnderTest.Rows(sequence, 1)) == LogOutcome.Fenced)
                {
                    return sequence;
                }
            }

            return 0UL;
        }, Token);

        var opened = await other.OpenAsync(_alice, DateTimeOffset.MaxValue, Token);
        var fencedAt = await writing;
        await stop.CancelAsync();

        Assert.Equal(opened.Next, fencedAt);
    }

    [Fact]
    public async Task Overload_refuses_the_write_and_its_lease_and_what_was_queued_before_is_stored()
    {
        using var small = new AzureLogUnderTest(azurite, options => (options.QueueRowsMax, options.QueueOverloadFactor) = (100, 2));
        var lease = (await small.Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;
        List<Task<LogOutcome>> queued;
        Task<LogOutcome> refused;

        using (small.HoldCommits())
        {
            queued = [.. new[] { 1UL, 101UL }.Select(first => small.Log.AppendAsync(lease, LogUnderTest.Rows(first, 100)).AsTask())];
            Assert.True(small.Log.IsBusy);
            refused = small.Log.AppendAsync(lease, LogUnderTest.Rows(201, 1)).AsTask();

            // Looked at and not awaited: commits are held, so a log that takes everything would keep this waiting for ever.
            Assert.IsType<MailboxLogException>(refused.Exception?.InnerException);
        }

        Assert.All(await Task.WhenAll(queued), outcome => Assert.Equal(LogOutcome.Committed, outcome));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await small.Log.AppendAsync(lease, LogUnderTest.Rows(201, 1)));
        Assert.False(small.Log.IsBusy);
        Assert.Equal(201UL, (await small.Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Next);
    }

    [Fact]
    public async Task A_mailbox_is_one_partition_of_a_head_and_a_row_for_each_message()
    {
        var lease = await Open();
        var row = LogUnderTest.Row(1, 700, LogUnderTest.Noon, _alice);
        await Log.AppendAsync(lease, [row]);
        await Log.TrimAsync(lease, 0, new MailboxCheckpoint(new byte[] { 7 }));

        var entities = new List<TableEntity>();
        await foreach (var entity in _under.Accounts.Of(_alice).Rows.QueryAsync<TableEntity>(cancellationToken: Token))
        {
            entities.Add(entity);
        }

        Assert.All(entities, entity => Assert.Equal(_alice.ToString(), entity.PartitionKey));
        Assert.Equal(["head", "m0000000000000001"], entities.Select(entity => entity.RowKey));
        var day = (LogUnderTest.Noon - DateTimeOffset.UnixEpoch).Days;
        var columns = MailboxHead.Columns.Except([MailboxHead.MarkName]);
        Assert.Equal([1L, 1L, 2L, 0L, day], columns.Select(name => entities[0].GetInt64(name)));
        Assert.NotNull(entities[0].GetInt64(MailboxHead.MarkName));
        Assert.Equal([7], entities[0].GetBinary("Checkpoint"));
        Assert.Equal(row.Envelope.ToArray(), entities[1].GetBinary("Envelope"));
        Assert.Equal(LogUnderTest.Noon.ToUnixTimeMilliseconds(), entities[1].GetInt64("StoredAt"));
    }

    /// <summary>What another process does first when it wants a mailbox whose owner is busy.</summary>
    private async Task ClaimAsync()
    {
        var claim = new TableEntity(_alice.ToString(), MailboxKeys.Head) { [MailboxHead.ClaimName] = 1 };
        await _under.Accounts.Of(_alice).Rows.UpdateEntityAsync(claim, Azure.ETag.All, TableUpdateMode.Merge, Token);
    }

    private async Task<MailboxLease> Open() => (await Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;
}
