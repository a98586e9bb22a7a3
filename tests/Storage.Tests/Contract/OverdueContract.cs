using Sdtp.Storage.Mailboxes;
using Xunit;

namespace Sdtp.Storage.Tests.Contract;

public abstract class OverdueContract(LogUnderTest under) : MailboxLogContract(under)
{
    [Fact]
    public async Task Only_a_mailbox_whose_oldest_untrimmed_row_is_older_is_overdue()
    {
        await Stored(Alice, 0);
        await Stored(Bob, 10);
        await Open(LogUnderTest.NewUser());

        Assert.Empty(await OverdueAt(0));
        Assert.Equal([Alice], await OverdueAt(1));
        Assert.Equal([Alice, Bob], (await OverdueAt(11)).ToHashSet());
    }

    [Fact]
    public async Task Trimming_the_old_rows_ends_it_and_newer_rows_begin_it_again()
    {
        var lease = await Stored(Alice, 0);
        await Log.AppendAsync(lease, LogUnderTest.Rows(2, 1, storedAt: LogUnderTest.Noon.AddDays(5)));

        await Log.TrimAsync(lease, 1, null);
        Assert.Empty(await OverdueAt(5));
        Assert.Equal([Alice], await OverdueAt(6));

        await Log.TrimAsync(lease, 2, null);
        Assert.Empty(await OverdueAt(9));

        await Log.AppendAsync(lease, LogUnderTest.Rows(3, 1, storedAt: LogUnderTest.Noon.AddDays(8)));
        Assert.Empty(await OverdueAt(8));
        Assert.Equal([Alice], await OverdueAt(9));
    }

    [Fact]
    public async Task A_page_holds_at_most_the_number_asked_for_and_trimming_it_brings_the_next()
    {
        var leases = new Dictionary<Protocol.Identifiers.UserId, MailboxLease>();
        for (var i = 0; i < 25; i++)
        {
            var lease = await Stored(LogUnderTest.NewUser(), 0);
            leases.Add(lease.Mailbox, lease);
        }

        var pages = new List<int>();
        while (await Log.FindOverdueAsync(LogUnderTest.Noon.AddDays(1), 10, Token) is { Count: > 0 } page)
        {
            pages.Add(page.Count);
            foreach (var mailbox in page)
            {
                Assert.True(leases.Remove(mailbox, out var lease));
                await Log.TrimAsync(lease, 1, null);
            }
        }

        Assert.Equal([10, 10, 5], pages);
    }

    [Fact]
    public async Task Mailboxes_that_were_emptied_do_not_hide_an_overdue_one()
    {
        for (var i = 0; i < 30; i++)
        {
            await Log.TrimAsync(await Stored(LogUnderTest.NewUser(), 0), 1, null);
        }

        await Stored(Alice, 2);

        Assert.Equal([Alice], await Log.FindOverdueAsync(LogUnderTest.Noon.AddDays(3), 5, Token));
    }

    private async Task<MailboxLease> Stored(Protocol.Identifiers.UserId mailbox, int day)
    {
        var opened = await Open(mailbox);
        await Log.AppendAsync(opened.Lease, LogUnderTest.Rows(opened.Next, 1, storedAt: LogUnderTest.Noon.AddDays(day)));
        return opened.Lease;
    }

    private async Task<IReadOnlyList<Protocol.Identifiers.UserId>> OverdueAt(int day) =>
        await Log.FindOverdueAsync(LogUnderTest.Noon.AddDays(day), 100, Token);
}
