using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Messaging;
using Sdtp.Clustering.AzureStorage;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Clustering.Tests;

/// <summary>Our membership table and Microsoft.Orleans.Clustering.AzureStorage on one table, each after the other.</summary>
public sealed class MembershipInteropTests : IAsyncLifetime
{
    private const string Cluster = "cluster";

    private readonly string _tableName = $"I{Guid.NewGuid():N}";
    private readonly AzureMembershipTable _own;
    private readonly AzureGatewayList _ownGateways;
    private readonly IHost _silo;
    private readonly IHost _client;

    public MembershipInteropTests(Azurite azurite)
    {
        var connection = azurite.ConnectionString;
        var table = new SiloTable(new AzureClusteringOptions { ConnectionString = connection, TableName = _tableName }, Cluster);
        _own = new AzureMembershipTable(table, NullLogger<AzureMembershipTable>.Instance);
        _ownGateways = new AzureGatewayList(table, TimeSpan.FromMinutes(1));

        var silo = Host.CreateEmptyApplicationBuilder(null);
        silo.UseOrleans(orleans => orleans
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, "sdtp"))
            .UseAzureStorageClustering(official =>
                (official.TableServiceClient, official.TableName) = (new TableServiceClient(connection), _tableName)));
        _silo = silo.Build();

        var client = Host.CreateEmptyApplicationBuilder(null);
        client.UseOrleansClient(orleans => orleans
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, "sdtp"))
            .UseAzureStorageClustering(official =>
                (official.TableServiceClient, official.TableName) = (new TableServiceClient(connection), _tableName)));
        _client = client.Build();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IMembershipTable Own => _own;

    private IMembershipTable Official => _silo.Services.GetRequiredService<IMembershipTable>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _silo.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_wrote_the_other_reads_and_moves_on(bool ownFirst)
    {
        var (first, second) = await StartAsync(ownFirst);
        var silo = Silos.New(SiloStatus.Active);
        silo.SuspectTimes = [Tuple.Create(Silos.NewAddress(), Silos.Noon)];
        Assert.True(await first.InsertRowAsync(silo, (await first.ReadAllAsync(Token)).Version.Next(), Token));

        var read = await second.ReadAllAsync(Token);
        var (entry, etag) = Assert.Single(read.Members);
        Assert.Equal(1, read.Version.Version);
        Assert.Equal(silo.ToFullString(), entry.ToFullString());
        Assert.Equal((silo.StartTime, silo.IAmAliveTime), (entry.StartTime, entry.IAmAliveTime));

        entry.Status = SiloStatus.Dead;
        Assert.True(await second.UpdateRowAsync(entry, etag, read.Version.Next(), Token));
        entry.IAmAliveTime = Silos.Noon.AddMinutes(9);
        await second.UpdateIAmAliveAsync(entry, Token);

        var after = await first.ReadRowAsync(silo.SiloAddress, Token);
        Assert.Equal(2, after.Version.Version);
        Assert.Equal(SiloStatus.Dead, after.Members[0].Item1.Status);
        Assert.Equal(Silos.Noon.AddMinutes(9), after.Members[0].Item1.IAmAliveTime);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_refuses_a_version_that_the_other_has_replaced(bool ownFirst)
    {
        var (first, second) = await StartAsync(ownFirst);
        var stale = (await first.ReadAllAsync(Token)).Version.Next();
        Assert.True(await second.InsertRowAsync(Silos.New(), (await second.ReadAllAsync(Token)).Version.Next(), Token));

        Assert.False(await first.InsertRowAsync(Silos.New(), stale, Token));
        Assert.Equal(1, (await first.ReadAllAsync(Token)).Version.Version);
    }

    [Fact]
    public async Task Both_gateway_lists_name_the_same_silos_whoever_wrote_them()
    {
        var (own, official) = await StartAsync(ownFirst: true);
        await InsertAsync(own, Silos.New(SiloStatus.Active));
        await InsertAsync(official, Silos.New(SiloStatus.Active));
        await InsertAsync(own, Silos.New(SiloStatus.Dead));
        await InsertAsync(own, Silos.New(SiloStatus.Active, proxyPort: 0));
        var officialGateways = _client.Services.GetRequiredService<IGatewayListProvider>();
        await officialGateways.InitializeGatewayListProvider();

        var ours = await _ownGateways.GetGateways();
        var theirs = await officialGateways.GetGateways();

        Assert.Equal(2, ours.Count);
        Assert.Equal(ours.Select(uri => uri.ToString()).Order(), theirs.Select(uri => uri.ToString()).Order());
    }

    private static async Task InsertAsync(IMembershipTable table, MembershipEntry silo) =>
        Assert.True(await table.InsertRowAsync(silo, (await table.ReadAllAsync(Token)).Version.Next(), Token));

    private async Task<(IMembershipTable First, IMembershipTable Second)> StartAsync(bool ownFirst)
    {
        var (first, second) = ownFirst ? (Own, Official) : (Official, Own);
        await first.InitializeMembershipTableAsync(true, Token);
        await second.InitializeMembershipTableAsync(true, Token);
        return (first, second);
    }
}
