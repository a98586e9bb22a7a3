using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>A storage account that is named by its endpoint and entered with an identity, as in Azure without a key.</summary>
public sealed class IdentityTests(TokenAzurite azurite) : IClassFixture<TokenAzurite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mailboxes_are_written_and_read_with_the_token_of_an_identity()
    {
        var identity = new TestIdentity(azurite, TimeSpan.FromHours(1));
        var options = OptionsFor(identity);
        var accounts = new StorageAccounts(options);
        await accounts.CreateTablesAsync(Token);
        using var log = new AzureTableMailboxLog(
            accounts, Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance);
        var alice = LogUnderTest.NewUser();

        var opened = await log.OpenAsync(alice, DateTimeOffset.MaxValue, Token);
        var outcome = await log.AppendAsync(opened.Lease, LogUnderTest.Rows(1, 3));

        Assert.Equal(LogOutcome.Committed, outcome);
        Assert.Equal(3, (await log.ReadHeadersAsync(alice, 1, 10, Token)).Count);
        Assert.Equal("https://storage.azure.com/.default", identity.Scope);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_refused_by_the_account()
    {
        var accounts = new StorageAccounts(OptionsFor(new TestIdentity(azurite, TimeSpan.FromHours(-1))));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => accounts.CreateTablesAsync(Token));

        Assert.Equal(403, refused.Status);
    }

    private AzureStorageOptions OptionsFor(TestIdentity identity)
    {
        var options = new AzureStorageOptions
        {
            TableNamePrefix = $"T{Guid.NewGuid():N}",
            Credential = identity,
            ConfigureClients = identity.Trust,
        };
        options.Accounts.Add(new AzureStorageAccount { TableEndpoint = azurite.TableEndpoint });
        return options;
    }
}
