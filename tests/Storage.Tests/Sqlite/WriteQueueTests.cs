using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

public sealed class WriteQueueTests : IDisposable
{
    private readonly SqliteLogUnderTest _under = new(options =>
    {
        options.CommitRowsMax = 10;
        options.QueueRowsMax = 20;
        options.QueueOverloadFactor = 2;
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _under.Dispose();

    [Fact]
    public async Task A_queue_at_its_limit_is_busy_and_not_busy_once_it_is_written()
    {
        var lease = (await _under.Log.OpenAsync(LogUnderTest.NewUser(), default, Token)).Lease;
        var writes = new List<Task<LogOutcome>>();
        using (_under.HoldCommits())
        {
            for (var i = 0; i < 4; i++)
            {
                writes.Add(_under.Log.AppendAsync(lease, LogUnderTest.Rows((ulong)(i * 10) + 1, 10)).AsTask());
            }

            Assert.True(_under.Log.IsBusy);
        }

        Assert.All(await Task.WhenAll(writes), outcome => Assert.Equal(LogOutcome.Committed, outcome));
        Assert.False(_under.Log.IsBusy);
    }

    [Fact]
    public async Task A_write_far_beyond_the_limit_is_refused_and_its_lease_writes_no_more_until_the_mailbox_is_opened_again()
    {
        var mailbox = LogUnderTest.NewUser();
        var lease = (await _under.Log.OpenAsync(mailbox, default, Token)).Lease;
        var writes = new List<Task<LogOutcome>>();
        using (_under.HoldCommits())
        {
            for (var i = 0; i < 10; i++)
            {
                writes.Add(_under.Log.AppendAsync(lease, LogUnderTest.Rows((ulong)(i * 10) + 1, 10)).AsTask());
            }

            // Looked at and not awaited: commits are held, so a queue that takes everything would keep this waiting for ever.
            Assert.IsType<MailboxLogException>(writes[^1].Exception?.InnerException);
        }

        var kept = writes.TakeWhile(write => !write.IsFaulted).ToArray();
        await Task.WhenAll(kept);
        Assert.All(writes.Skip(kept.Length), write => Assert.IsType<MailboxLogException>(write.Exception?.InnerException));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await _under.Log.TrimAsync(lease, 0, null));

        var opened = await _under.Log.OpenAsync(mailbox, default, Token);
        Assert.Equal(((ulong)kept.Length * 10) + 1, opened.Next);
        Assert.Equal(LogOutcome.Committed, await _under.Log.AppendAsync(opened.Lease, LogUnderTest.Rows(opened.Next, 1)));
    }

    [Fact]
    public async Task A_closed_store_refuses_writes_and_reads()
    {
        var log = _under.Log;
        var lease = (await log.OpenAsync(LogUnderTest.NewUser(), default, Token)).Lease;
        _under.Store.Dispose();

        await Assert.ThrowsAsync<MailboxLogException>(async () => await log.AppendAsync(lease, LogUnderTest.Rows(1, 1)));
        await Assert.ThrowsAsync<MailboxLogException>(async () => await log.ReadAsync(lease.Mailbox, 1, 1, 1, 0, Token));
    }

    [Fact]
    public async Task Writes_queued_before_a_close_are_committed()
    {
        var mailbox = LogUnderTest.NewUser();
        var lease = (await _under.Log.OpenAsync(mailbox, default, Token)).Lease;

        var append = _under.Log.AppendAsync(lease, LogUnderTest.Rows(1, 3));
        _under.Restart();

        Assert.Equal(LogOutcome.Committed, await append);
        Assert.Equal(3, (await _under.Log.ReadAsync(mailbox, 1, 10, int.MaxValue, 0, Token)).Count);
    }
}
