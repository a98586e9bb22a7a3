using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

public sealed class AccountMapTests(Azurite azurite)
{
    [Theory]
    [InlineData("00000000", 1, 0)]
    [InlineData("ffffffff", 1, 0)]
    [InlineData("7fffffff", 2, 0)]
    [InlineData("80000000", 2, 1)]
    [InlineData("55555555", 3, 0)]
    [InlineData("55555556", 3, 1)]
    [InlineData("aaaaaaaa", 3, 1)]
    [InlineData("aaaaaaab", 3, 2)]
    [InlineData("ffffffff", 4096, 4095)]
    public void The_account_is_the_share_of_the_first_32_bits(string firstBytes, int accounts, int expected)
    {
        var user = UserId.Parse(firstBytes.PadRight(64, '7'));

        Assert.Equal(expected, AccountMap.IndexOf(user, accounts));
    }

    [Fact]
    public void Writing_every_account_twice_moves_nobody()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var user = LogUnderTest.NewUser();

            Assert.Equal(AccountMap.IndexOf(user, 5), AccountMap.IndexOf(user, 10) / 2);
        }
    }

    [Fact]
    public async Task A_mailbox_is_in_its_account_and_in_no_other_and_overdue_ones_are_found_in_all()
    {
        using var under = new AzureLogUnderTest(
            azurite, options => options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.SecondConnectionString }));
        var low = UserId.Parse(new string('1', 64));
        var high = UserId.Parse(new string('e', 64));
        var token = TestContext.Current.CancellationToken;

        foreach (var user in new[] { low, high })
        {
            var opened = await under.Log.OpenAsync(user, DateTimeOffset.MaxValue, token);
            Assert.Equal(LogOutcome.Committed, await under.Log.AppendAsync(opened.Lease, LogUnderTest.Rows(1, 1)));
        }

        Assert.Equal("devstoreaccount1", under.Accounts.Of(low).Rows.AccountName);
        Assert.Equal("devstoreaccount2", under.Accounts.Of(high).Rows.AccountName);
        Assert.Equal(2, await CountAsync(under.Accounts.Of(low)));
        Assert.Equal(2, await CountAsync(under.Accounts.Of(high)));
        var overdue = await under.Log.FindOverdueAsync(LogUnderTest.Noon.AddDays(1), 10, token);
        Assert.Equal([low, high], overdue.ToHashSet());
    }

    private static async Task<int> CountAsync(MailboxTables tables)
    {
        var count = 0;
        var rows = tables.Rows.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var _ in rows)
        {
            count++;
        }

        return count;
    }
}
