using Microsoft.Extensions.Options;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Identity;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Clustering.Tests;

/// <summary>What the gateways of a relay share, on a real Azurite.</summary>
public sealed class AzureRelayTableTests(Azurite azurite)
{
    [Fact]
    public async Task Gateways_that_start_together_end_with_one_certificate()
    {
        var tables = Enumerable.Range(0, 8).Select(_ => Connect()).ToList();

        var made = await Task.WhenAll(
            tables.Select(table => table.GetOrCreateTlsAsync(TimeProvider.System, TestContext.Current.CancellationToken)));

        Assert.Single(made.Select(identity => identity.CertificateHash).Distinct());
        Assert.All(made, identity => Assert.True(identity.Certificate.HasPrivateKey));
    }

    [Fact]
    public async Task A_gateway_says_what_the_last_silo_has_published()
    {
        var limits = new Dictionary<RelayLimit, ulong> { [RelayLimit.RetentionSeconds] = 7, [RelayLimit.MailboxBytes] = 1UL << 40 };
        var published = new RelayIdentity(ServerId.New(), limits);

        await Connect().PublishAsync(new RelayIdentity(ServerId.New(), limits), TestContext.Current.CancellationToken);
        await Connect().PublishAsync(published, TestContext.Current.CancellationToken);
        var found = await Connect().FindAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(found);
        Assert.Equal(published.ServerId, found.ServerId);
        Assert.Equal(published.Limits, found.Limits);
    }

    private AzureRelayTable Connect() => new(Options.Create(new AzureClusteringOptions { ConnectionString = azurite.ConnectionString }));
}
