using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Tests.Contract;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

/// <summary>Swept rows give their space back, though not each at once.</summary>
public sealed class GarbageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Swept_rows_of_many_mailboxes_are_erased_as_whole_chunks()
    {
        using var under = new SqliteLogUnderTest();

        await FillAndSweep(under, keepLast: 0);

        // 2,000 rows are 31 chunks of 64 and a rest at either end.
        Assert.InRange(CountRows(under), 0, 127);
    }

    [Fact]
    public async Task Swept_rows_among_living_ones_are_erased_once_too_many_wait()
    {
        using var under = new SqliteLogUnderTest(options => options.GarbageRowsMax = 100);

        await FillAndSweep(under, keepLast: 1);

        Assert.InRange(CountRows(under), 20, 20 + 100);
    }

    [Fact]
    public async Task Garbage_that_waits_is_known_again_after_a_restart_and_the_living_rows_stay()
    {
        using var under = new SqliteLogUnderTest();
        var users = await FillAndSweep(under, keepLast: 2);
        under.Restart();

        await FillAndSweep(under, keepLast: 0, users);

        Assert.InRange(CountRows(under), 0, 255);
        foreach (var user in users)
        {
            Assert.Equal(201UL, (await under.Log.OpenAsync(user, default, Token)).Next);
        }
    }

    /// <summary>A hundred rows to each of twenty mailboxes, in turn.</summary>
    private static async Task<UserId[]> FillAndSweep(SqliteLogUnderTest under, ulong keepLast, UserId[]? users = null)
    {
        users ??= [.. Enumerable.Range(0, 20).Select(_ => LogUnderTest.NewUser())];
        var opened = new List<OpenedMailbox>();
        foreach (var user in users)
        {
            opened.Add(await under.Log.OpenAsync(user, DateTimeOffset.MaxValue, Token));
        }

        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(opened.Select(mailbox =>
                under.Log.AppendAsync(mailbox.Lease, LogUnderTest.Rows(mailbox.Next + (ulong)(round * 10), 10)).AsTask()).ToArray());
        }

        foreach (var mailbox in opened)
        {
            var through = mailbox.Next + 99 - keepLast;
            await under.Log.TrimAsync(mailbox.Lease, through, null);
            Assert.Equal(through, (await under.Log.SweepAsync(mailbox.Lease, through, 1_000)).SweptThrough);
        }

        // A commit erases a bounded number of chunks: one more lets the last of them go, and shows that erasing is done when it is.
        await under.Log.OpenAsync(LogUnderTest.NewUser(), default, Token);
        await under.Log.OpenAsync(LogUnderTest.NewUser(), default, Token);
        return users;
    }

    private static long CountRows(SqliteLogUnderTest under)
    {
        using var database = Database.Open(Path.Combine(under.Folder, "sdtp.db"), 1 << 20, readOnly: true);
        return database.ReadNumber("SELECT count(*) FROM rows")!.Value;
    }
}
