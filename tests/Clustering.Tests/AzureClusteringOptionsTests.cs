using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Sdtp.Clustering.AzureStorage;
using Xunit;

namespace Sdtp.Clustering.Tests;

public sealed class AzureClusteringOptionsTests
{
    private const string Local = "UseDevelopmentStorage=true";

    [Fact]
    public async Task Silo_and_client_find_their_part_of_the_table()
    {
        await using var services = Services(options => options.ConnectionString = Local);

        Assert.IsType<AzureMembershipTable>(services.GetRequiredService<IMembershipTable>());
        Assert.Equal(
            TimeSpan.FromSeconds(7), Assert.IsType<AzureGatewayList>(services.GetRequiredService<IGatewayListProvider>()).MaxStaleness);
    }

    [Theory]
    [InlineData(null, null, "OrleansSiloInstances", "ConnectionString")]
    [InlineData("AccountName=one;AccountKey", null, "OrleansSiloInstances", "ConnectionString")]
    [InlineData(Local, "https://a.table.core.windows.net", "OrleansSiloInstances", "ConnectionString")]
    [InlineData(null, "http://a.table.core.windows.net", "OrleansSiloInstances", "TableEndpoint")]
    [InlineData(Local, null, "1st", "TableName")]
    public async Task Settings_that_cannot_be_are_refused_by_name(
        string? connectionString, string? endpoint, string tableName, string property)
    {
        await using var services = Services(options =>
        {
            options.ConnectionString = connectionString;
            options.TableEndpoint = endpoint is null ? null : new Uri(endpoint);
            options.TableName = tableName;
        });

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IMembershipTable>());

        Assert.Contains(property, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Action<AzureClusteringOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<ClusterOptions>(cluster => cluster.ClusterId = "cluster");
        services.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(7));
        return services.AddAzureMembership(configure).AddAzureGatewayList().BuildServiceProvider();
    }
}
