using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Sdtp.Storage.Sqlite;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("sdtp.user", "0a0b");

    private readonly SqliteLogUnderTest _under = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose()
    {
        _under.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task A_state_comes_back_also_after_a_restart()
    {
        var written = New("alice");
        written.State!.Key = [1, 2, 3];

        await Storage().WriteStateAsync("profile", Grain, written);
        _under.Restart();
        var read = await Read(Storage());

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("alice", read.State!.Name);
        Assert.Equal(new byte[] { 1, 2, 3 }, read.State!.Key);
    }

    [Fact]
    public async Task A_state_never_written_is_a_fresh_one()
    {
        var read = await Read(Storage());

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Equal("", read.State!.Name);
    }

    [Fact]
    public async Task Each_write_needs_the_tag_of_the_one_before()
    {
        var storage = Storage();
        var first = New("first");
        await storage.WriteStateAsync("profile", Grain, first);
        var second = await Read(storage);
        second.State!.Name = "second";
        await storage.WriteStateAsync("profile", Grain, second);

        first.State!.Name = "overwritten";
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("profile", Grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("profile", Grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("profile", Grain, New("new")));

        Assert.Equal("second", (await Read(storage)).State!.Name);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_its_tag_never_fits_again()
    {
        var storage = Storage();
        var state = New("alice");
        await storage.WriteStateAsync("profile", Grain, state);
        var sleeper = await Read(storage);

        await storage.ClearStateAsync("profile", Grain, state);
        Assert.False((await Read(storage)).RecordExists);
        Assert.Null(state.ETag);

        state.State!.Name = "again";
        await storage.WriteStateAsync("profile", Grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("profile", Grain, sleeper));
    }

    [Fact]
    public async Task Clearing_what_was_never_written_is_no_error()
    {
        var state = New("nobody");

        await Storage().ClearStateAsync("profile", Grain, state);

        Assert.Equal("", state.State!.Name);
    }

    [Fact]
    public async Task Storage_names_state_names_and_grains_are_apart()
    {
        await Storage("users").WriteStateAsync("profile", Grain, New("one"));

        Assert.False((await Read(Storage("usernames"))).RecordExists);
        Assert.False((await Read(Storage("users"), "other")).RecordExists);
        Assert.False((await Read(Storage("users"), grain: GrainId.Create("sdtp.user", "0a0c"))).RecordExists);
        Assert.True((await Read(Storage("users"))).RecordExists);
    }

    [Fact]
    public void The_services_of_a_silo_get_the_log_and_a_storage_for_every_name()
    {
        using var folder = new TestKit.TestFolder();
        var services = new ServiceCollection().AddSerializer().AddLogging();
        services.AddSqliteStorage(options => options.DataFolder = folder.File("data"));
        using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<SqliteStore>().Mailboxes, provider.GetRequiredService<Mailboxes.IMailboxLog>());
        Assert.All(StorageNames.All, name => Assert.NotNull(provider.GetRequiredKeyedService<IGrainStorage>(name)));
    }

    private static GrainState<ProfileState> New(string name) => new(new ProfileState { Name = name });

    private static async Task<GrainState<ProfileState>> Read(IGrainStorage storage, string name = "profile", GrainId? grain = null)
    {
        var state = new GrainState<ProfileState>(new ProfileState { Name = "stale" });
        await storage.ReadStateAsync(name, grain ?? Grain, state);
        return state;
    }

    private IGrainStorage Storage(string name = "users") =>
        _under.Store.CreateGrainStorage(name, new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()));
}

[GenerateSerializer]
[Alias("sdtp.tests.profile-state")]
public sealed class ProfileState
{
    [Id(0)]
    public string Name { get; set; } = "";

    [Id(1)]
    public byte[] Key { get; set; } = [];
}
