using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Sdtp.Clustering.AzureStorage;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Clustering.Tests;

/// <summary>The layout of Microsoft.Orleans.Clustering.AzureStorage, and the cases of Orleans' own membership tests.</summary>
public sealed class AzureMembershipTableTests : IAsyncLifetime
{
    private const string Cluster = "cluster";

    private readonly SiloTable _silos;
    private readonly TableClient _raw;
    private readonly AzureMembershipTable _table;

    public AzureMembershipTableTests(Azurite azurite)
    {
        var options = new AzureClusteringOptions { ConnectionString = azurite.ConnectionString, TableName = $"M{Guid.NewGuid():N}" };
        _silos = new SiloTable(options, Cluster);
        _raw = new TableClient(azurite.ConnectionString, options.TableName);
        _table = new AzureMembershipTable(_silos, NullLogger<AzureMembershipTable>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _table.InitializeMembershipTable(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_table_is_empty_at_version_0_whoever_initialises_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _table.InitializeMembershipTable(true)));

        var data = await _table.ReadAll();

        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
        Assert.NotEmpty(data.Version.VersionEtag);
    }

    [Fact]
    public async Task Every_field_of_a_silo_comes_back()
    {
        var silo = Silos.New(SiloStatus.Active);
        silo.SuspectTimes = [Tuple.Create(Silos.NewAddress(), Silos.Noon), Tuple.Create(Silos.NewAddress("::1"), Silos.Noon.AddSeconds(1))];

        Assert.True(await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next()));
        var read = Assert.Single((await _table.ReadAll()).Members).Item1;

        Assert.Equal(silo.ToFullString(), read.ToFullString());
        Assert.Equal(("role", 3, 4, 30_000), (read.RoleName, read.UpdateZone, read.FaultZone, read.ProxyPort));
        Assert.Equal((silo.StartTime, silo.IAmAliveTime), (read.StartTime, read.IAmAliveTime));
        Assert.Equal(silo.SuspectTimes, read.SuspectTimes);
    }

    [Fact]
    public async Task An_insert_moves_the_version_and_a_stale_version_or_a_second_insert_is_refused()
    {
        var first = (await _table.ReadAll()).Version.Next();
        var silo = Silos.New();

        Assert.True(await _table.InsertRow(silo, first));
        Assert.False(await _table.InsertRow(silo, first));
        Assert.False(await _table.InsertRow(Silos.New(), first));
        Assert.False(await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next()));

        var row = await _table.ReadRow(silo.SiloAddress);
        Assert.Equal(1, row.Version.Version);
        Assert.NotEqual(first.VersionEtag, row.Version.VersionEtag);
        Assert.Single(row.Members);
    }

    [Fact]
    public async Task An_update_needs_the_tags_of_both_the_silo_and_the_version()
    {
        var silo = Silos.New();
        var inserted = (await _table.ReadAll()).Version.Next();
        await _table.InsertRow(silo, inserted);
        var before = await _table.ReadAll();
        var tag = before.Members[0].Item2;
        silo.Status = SiloStatus.Active;

        Assert.False(await _table.UpdateRow(silo, tag, inserted));
        Assert.True(await _table.UpdateRow(silo, tag, before.Version.Next()));
        Assert.False(await _table.UpdateRow(silo, tag, (await _table.ReadAll()).Version.Next()));
        Assert.False(await _table.UpdateRow(Silos.New(), tag, (await _table.ReadAll()).Version.Next()));

        var after = await _table.ReadAll();
        Assert.Equal(2, after.Version.Version);
        Assert.Equal(SiloStatus.Active, Assert.Single(after.Members).Item1.Status);
    }

    [Fact]
    public async Task Of_updates_side_by_side_each_version_lets_one_through()
    {
        var silo = Silos.New();
        var next = (await _table.ReadAll()).Version.Next();
        var inserts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _table.InsertRow(silo, next)));
        Assert.Single(inserts, isIn => isIn);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UpdateUntilDoneAsync(silo)));

        Assert.Equal(9, (await _table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task Being_alive_changes_one_field_and_no_version()
    {
        var silo = Silos.New(SiloStatus.Active);
        await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next());

        await _table.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Silos.Noon.AddHours(1) });

        var after = await _table.ReadAll();
        Assert.Equal(1, after.Version.Version);
        Assert.Equal(Silos.Noon.AddHours(1), after.Members[0].Item1.IAmAliveTime);
        Assert.Equal("host", after.Members[0].Item1.HostName);
    }

    [Fact]
    public async Task Cleaning_up_deletes_old_rows_of_silos_that_are_not_active()
    {
        await InsertAsync(Silos.New(SiloStatus.Dead));
        var active = await InsertAsync(Silos.New(SiloStatus.Active));

        await _table.CleanupDefunctSiloEntries(DateTimeOffset.UnixEpoch);
        Assert.Equal(2, (await _table.ReadAll()).Members.Count);

        await _table.CleanupDefunctSiloEntries(DateTimeOffset.MaxValue);
        Assert.Equal(active.SiloAddress, Assert.Single((await _table.ReadAll()).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task Cleaning_up_goes_by_when_a_silo_was_last_alive_and_not_by_when_its_row_was_written()
    {
        var late = Silos.New(SiloStatus.Dead);
        late.IAmAliveTime = Silos.Noon.AddDays(2);
        await InsertAsync(late);
        await InsertAsync(Silos.New(SiloStatus.Dead));
        var unknown = new TableEntity(Cluster, "zz-1-1") { ["Status"] = nameof(SiloStatus.Dead), ["IAmAliveTime"] = "Nonsense" };
        await _raw.AddEntityAsync(unknown, Token);

        await _table.CleanupDefunctSiloEntries(new DateTimeOffset(Silos.Noon.AddDays(1), TimeSpan.Zero));

        Assert.Equal(late.SiloAddress, Assert.Single((await _table.ReadAll()).Members).Item1.SiloAddress);
        Assert.Contains(await RowsAsync(), row => row.RowKey == unknown.RowKey);
    }

    [Fact]
    public async Task Deleting_a_cluster_leaves_the_others()
    {
        await InsertAsync(Silos.New());
        await _raw.AddEntityAsync(new TableEntity("other", SiloRow.Version), Token);

        await _table.DeleteMembershipTableEntries(Cluster);

        Assert.Equal(["other"], (await RowsAsync()).Select(row => row.PartitionKey));
        await Assert.ThrowsAsync<KeyNotFoundException>(_table.ReadAll);
    }

    [Fact]
    public async Task Gateways_are_the_active_silos_with_a_port_for_clients()
    {
        await InsertAsync(Silos.New(SiloStatus.Joining));
        await InsertAsync(Silos.New(SiloStatus.Dead));
        await InsertAsync(Silos.New(SiloStatus.Active, proxyPort: 0));
        var one = await InsertAsync(Silos.New(SiloStatus.Active, proxyPort: 30_001));
        var two = await InsertAsync(Silos.New(SiloStatus.Active, proxyPort: 30_002, address: "10.1.2.3"));
        var list = new AzureGatewayList(_silos, TimeSpan.FromMinutes(1));
        await list.InitializeGatewayListProvider();

        var gateways = await list.GetGateways();

        string[] expected =
        [
            $"gwy.tcp://127.0.0.1:30001/{one.SiloAddress.Generation}", $"gwy.tcp://10.1.2.3:30002/{two.SiloAddress.Generation}",
        ];
        Assert.Equal(expected.Order(), gateways.Select(gateway => gateway.ToString()).Order());
    }

    [Fact]
    public async Task The_rows_are_laid_out_as_by_the_official_provider()
    {
        var silo = Silos.New(SiloStatus.Active);
        var suspect = Silos.NewAddress();
        silo.SuspectTimes = [Tuple.Create(suspect, Silos.Noon)];
        await InsertAsync(silo);

        var rows = (await RowsAsync()).ToDictionary(row => row.RowKey);

        Assert.Equal(
            ["!Start", $"127.0.0.1-11111-{silo.SiloAddress.Generation}", "VersionRow", "~End"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, row => Assert.Equal((Cluster, Cluster), (row.PartitionKey, row.GetString("DeploymentId"))));
        Assert.All([rows["!Start"], rows["VersionRow"], rows["~End"]], row => Assert.Equal("1", row.GetString("MembershipVersion")));
        var row = rows[$"127.0.0.1-11111-{silo.SiloAddress.Generation}"];
        var expected = new Dictionary<string, string>
        {
            ["Address"] = "127.0.0.1",
            ["Port"] = "11111",
            ["Generation"] = $"{silo.SiloAddress.Generation}",
            ["HostName"] = "host",
            ["Status"] = "Active",
            ["ProxyPort"] = "30000",
            ["RoleName"] = "role",
            ["SiloName"] = silo.SiloName,
            ["InstanceName"] = silo.SiloName,
            ["UpdateZone"] = "3",
            ["FaultZone"] = "4",
            ["SuspectingSilos"] = suspect.ToParsableString(),
            ["SuspectingTimes"] = "2026-01-02 12:00:00.125 GMT",
            ["StartTime"] = "2026-01-02 12:00:00.125 GMT",
            ["IAmAliveTime"] = "2026-01-02 12:01:00.125 GMT",
        };
        Assert.All(expected, property => Assert.Equal(property.Value, row.GetString(property.Key)));
        Assert.Equal(expected.Count + 1, row.Keys.Except(["PartitionKey", "RowKey", "Timestamp", "odata.etag"]).Count());
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_does_not_hide_the_others()
    {
        var silo = await InsertAsync(Silos.New(SiloStatus.Active));
        await _raw.AddEntityAsync(new TableEntity(Cluster, "zz-1-1") { ["Status"] = "Nonsense", ["Address"] = "127.0.0.1" }, Token);

        Assert.Equal(silo.SiloAddress, Assert.Single((await _table.ReadAll()).Members).Item1.SiloAddress);
    }

    private async Task<MembershipEntry> InsertAsync(MembershipEntry silo)
    {
        Assert.True(await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next()));
        return silo;
    }

    private async Task UpdateUntilDoneAsync(MembershipEntry silo)
    {
        bool isDone;
        do
        {
            var data = await _table.ReadAll();
            isDone = await _table.UpdateRow(silo, data.TryGet(silo.SiloAddress)!.Item2, data.Version.Next());
        }
        while (!isDone);
    }

    private async Task<List<TableEntity>> RowsAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _raw.QueryAsync<TableEntity>(cancellationToken: Token))
        {
            rows.Add(row);
        }

        return rows;
    }
}
