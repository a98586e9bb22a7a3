using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.GrainState;
using Sdtp.TestKit.Processes;
using Xunit;
using AzureTableGrainStorage = Sdtp.Storage.AzureStorage.GrainState.AzureTableGrainStorage;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>
/// The layout and the habits of Microsoft.Orleans.Persistence.AzureStorage, and the cases of Orleans' own storage test kit.
/// </summary>
public sealed class AzureGrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("sdtp.user", "0a/0b#?");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly TableClient _table;

    public AzureGrainStorageTests(Azurite azurite)
    {
        var options = new AzureStorageOptions { GrainStateTable = $"G{Guid.NewGuid():N}" };
        options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.ConnectionString });
        _table = new StorageAccounts(options).GrainState;
        _table.CreateIfNotExists(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_state_is_a_row_named_by_service_grain_and_state_with_its_bytes_in_Data()
    {
        var state = New("alice");

        await Storage().WriteStateAsync("pro/file", Grain, state);

        var entity = Assert.Single(await Rows());
        Assert.Equal("my_service_sdtp.user_0a_0b__", entity.PartitionKey);
        Assert.Equal("pro_file", entity.RowKey);
        Assert.Equal(Encoding.UTF8.GetBytes("alice"), entity.GetBinary("Data"));
        Assert.Equal(["Data"], Properties(entity));
        Assert.Equal(entity.ETag.ToString(), state.ETag);
    }

    [Theory]
    [InlineData(65_536, 1)]
    [InlineData(65_537, 2)]
    [InlineData(15 * 65_536, 15)]
    public async Task A_large_state_is_split_every_64_KiB(int bytes, int parts)
    {
        await Storage().WriteStateAsync("s", Grain, New(new string('x', bytes)));

        var entity = Assert.Single(await Rows());
        Assert.Equal(Enumerable.Range(0, parts).Select(i => i == 0 ? "Data" : $"Data{i}").Order(), Properties(entity).Order());
        Assert.Equal(bytes - ((parts - 1) * 65_536), entity.GetBinary(parts == 1 ? "Data" : $"Data{parts - 1}").Length);
        Assert.Equal(bytes, (await Read()).State!.Value.Length);
    }

    [Fact]
    public async Task A_state_larger_than_a_row_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Storage().WriteStateAsync("s", Grain, New(new string('x', (15 * 65_536) + 1))));

        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task A_smaller_state_leaves_nothing_of_the_larger_one_before_it()
    {
        var state = New(new string('x', 70_000));
        await Storage().WriteStateAsync("s", Grain, state);

        state.State = new Text { Value = "small" };
        await Storage().WriteStateAsync("s", Grain, state);

        Assert.Equal(["Data"], Properties(Assert.Single(await Rows())));
        Assert.Equal("small", (await Read()).State!.Value);
    }

    [Theory]
    [InlineData("StringData", "StringData1")]
    [InlineData("Data", "Data1")]
    public async Task Text_of_the_official_provider_is_read(string first, string second)
    {
        var entity = new TableEntity(GrainStateKeys.Partition("my/service", Grain), "s")
        {
            [first] = first == "Data" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("hello ")) : "hello ",
            [second] = second == "Data1" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("there")) : "there",
        };
        await _table.AddEntityAsync(entity, Token);

        Assert.Equal("hello there", (await Read()).State!.Value);
    }

    [Fact]
    public async Task A_state_never_written_is_a_fresh_one()
    {
        var state = New("stale");
        state.RecordExists = true;

        await Storage().ReadStateAsync("s", Grain, state);

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State!.Value);
    }

    [Fact]
    public async Task Each_write_needs_the_tag_of_the_one_before()
    {
        var first = New("first");
        await Storage().WriteStateAsync("s", Grain, first);
        var stale = first.ETag;
        var second = await Read();
        second.State = new Text { Value = "second" };
        await Storage().WriteStateAsync("s", Grain, second);

        Assert.NotEqual(stale, second.ETag);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage().WriteStateAsync("s", Grain, first));
        Assert.Equal(stale, conflict.CurrentEtag);
        Assert.Equal(stale, first.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage().ClearStateAsync("s", Grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage().WriteStateAsync("s", Grain, New("new")));
        Assert.Equal("second", (await Read()).State!.Value);
    }

    [Fact]
    public async Task Clearing_leaves_an_empty_row_whose_tag_the_next_write_needs()
    {
        var state = New("alice");
        await Storage().WriteStateAsync("s", Grain, state);
        var sleeper = await Read();

        await Storage().ClearStateAsync("s", Grain, state);

        Assert.Empty(Properties(Assert.Single(await Rows())));
        Assert.NotNull(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("", state.State!.Value);
        Assert.False((await Read()).RecordExists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage().WriteStateAsync("s", Grain, sleeper));
        state.State = new Text { Value = "again" };
        await Storage().WriteStateAsync("s", Grain, state);
        Assert.Equal("again", (await Read()).State!.Value);
    }

    [Fact]
    public async Task Clearing_what_was_never_written_and_clearing_twice_are_no_errors()
    {
        var state = New("stale");

        await Storage().ClearStateAsync("s", Grain, state);
        await Storage().ClearStateAsync("s", Grain, state);

        Assert.False(state.RecordExists);
        Assert.Equal("", state.State!.Value);
    }

    [Fact]
    public async Task Where_it_is_asked_for_clearing_deletes_the_row_and_a_row_that_is_gone_is_a_conflict()
    {
        var storage = Storage(deleteOnClear: true);
        var state = New("alice");
        await storage.WriteStateAsync("s", Grain, state);
        var sleeper = await Read();

        await storage.ClearStateAsync("s", Grain, state);

        Assert.Empty(await Rows());
        Assert.Null(state.ETag);
        await storage.ClearStateAsync("s", Grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", Grain, sleeper));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("s", Grain, sleeper));
    }

    [Fact]
    public async Task Names_of_states_and_grains_are_kept_apart()
    {
        await Storage().WriteStateAsync("a", Grain, New("1"));
        await Storage().WriteStateAsync("b", Grain, New("2"));
        await Storage().WriteStateAsync("a", GrainId.Create("sdtp.user", "other"), New("3"));

        Assert.Equal(3, (await Rows()).Count);
    }

    [Fact]
    public void A_key_too_long_for_a_table_is_refused() =>
        Assert.Throws<ArgumentException>(() => GrainStateKeys.Partition("s", GrainId.Create("t", new string('k', 1_024))));

    private static GrainState<Text> New(string text) => new(new Text { Value = text });

    private static IEnumerable<string> Properties(TableEntity entity) =>
        entity.Keys.Except(["PartitionKey", "RowKey", "Timestamp", "odata.etag"]);

    private AzureTableGrainStorage Storage(bool deleteOnClear = false) =>
        new(_table, "my/service", deleteOnClear, new PlainText(), _services.GetRequiredService<IActivatorProvider>());

    private async Task<GrainState<Text>> Read()
    {
        var state = new GrainState<Text>();
        await Storage().ReadStateAsync("s", Grain, state);
        return state;
    }

    private async Task<List<TableEntity>> Rows()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: Token))
        {
            rows.Add(row);
        }

        return rows;
    }

    private sealed class Text
    {
        public string Value { get; set; } = "";
    }

    /// <summary>A serialiser whose bytes can be read in an assertion.</summary>
    private sealed class PlainText : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(Encoding.UTF8.GetBytes(((Text)(object)input!).Value));

        public T Deserialize<T>(BinaryData input) => (T)(object)new Text { Value = input.ToString() };
    }
}
