using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.AzureStorage;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Clustering.Tests;

/// <summary>A storage account that is named by its endpoint and entered with an identity, as in Azure without a key.</summary>
public sealed class IdentityTests(TokenAzurite azurite) : IClassFixture<TokenAzurite>
{
    [Fact]
    public async Task Silos_and_gateways_find_each_other_with_the_token_of_an_identity()
    {
        var identity = new TestIdentity(azurite, TimeSpan.FromHours(1));
        var options = new AzureClusteringOptions
        {
            TableEndpoint = azurite.TableEndpoint,
            Credential = identity,
            ConfigureClients = identity.Trust,
        };
        var table = new AzureMembershipTable(new SiloTable(options, "cluster"), NullLogger<AzureMembershipTable>.Instance);
        var relay = new AzureRelayTable(Options.Create(options));

        await table.InitializeMembershipTable(true);
        Assert.True(await table.InsertRow(Silos.New(SiloStatus.Active), (await table.ReadAll()).Version.Next()));
        var tls = await relay.GetOrCreateTlsAsync(TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Single((await table.ReadAll()).Members);
        Assert.True(tls.Certificate.HasPrivateKey);
    }
}
