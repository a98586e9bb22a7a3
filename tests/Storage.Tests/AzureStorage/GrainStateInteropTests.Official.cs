using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.TestKit.Processes;
using Xunit;
using OwnGrainStorage = Sdtp.Storage.AzureStorage.GrainState.AzureTableGrainStorage;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>Our grain storage and Microsoft.Orleans.Persistence.AzureStorage on one table, each after the other.</summary>
public sealed class GrainStateInteropTests(Azurite azurite) : IAsyncLifetime
{
    private const string State = "pro/file";
    private const string Service = "my/service";

    private readonly GrainId _grain = GrainId.Create("sdtp.user", "0a/0b#?");
    private ServiceProvider _services = null!;
    private IGrainStorage _official = null!;
    private OwnGrainStorage _own = null!;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSerializer().AddSingleton(TimeProvider.System);
        services.Configure<ClusterOptions>(cluster => cluster.ServiceId = Service);
        services.AddAzureStorage(options =>
        {
            options.TableNamePrefix = $"I{Guid.NewGuid():N}";
            options.GrainStateTable = $"I{Guid.NewGuid():N}";
            options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.ConnectionString });
        });
        _services = services.BuildServiceProvider();

        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        foreach (var participant in _services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
        {
            participant.Participate(lifecycle);
        }

        await lifecycle.OnStart(TestContext.Current.CancellationToken);
        _official = Assert.IsType<Orleans.Storage.AzureTableGrainStorage>(
            _services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Users));
        _own = new OwnGrainStorage(
            _services.GetRequiredService<StorageAccounts>().GrainState,
            Service,
            deleteOnClear: false,
            new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
            _services.GetRequiredService<IActivatorProvider>());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(true, 10)]
    [InlineData(true, 65_536)]
    [InlineData(true, 900_000)]
    [InlineData(false, 10)]
    [InlineData(false, 65_536)]
    [InlineData(false, 900_000)]
    public async Task What_one_wrote_the_other_reads_and_writes_on(bool ownFirst, int bytes)
    {
        var (first, second) = InOrder(ownFirst);
        var written = New(bytes);
        await first.WriteStateAsync(State, _grain, written);

        var read = await ReadAsync(second);
        Assert.True(read.RecordExists);
        Assert.Equal(written.State!.Bytes, read.State!.Bytes);
        Assert.Equal(written.ETag, read.ETag);

        read.State = New(bytes / 2).State;
        await second.WriteStateAsync(State, _grain, read);
        var again = await ReadAsync(first);
        Assert.Equal(read.State!.Bytes, again.State!.Bytes);
        Assert.Equal(read.ETag, again.ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_refuses_a_version_that_the_other_has_replaced(bool ownFirst)
    {
        var (first, second) = InOrder(ownFirst);
        var stale = New(10);
        await first.WriteStateAsync(State, _grain, stale);
        await second.WriteStateAsync(State, _grain, await ReadAsync(second));

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => first.WriteStateAsync(State, _grain, stale));
        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => first.ClearStateAsync(State, _grain, stale));
        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => first.WriteStateAsync(State, _grain, New(10)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_cleared_is_absent_for_the_other_and_can_be_written_again(bool ownFirst)
    {
        var (first, second) = InOrder(ownFirst);
        var cleared = New(70_000);
        await first.WriteStateAsync(State, _grain, cleared);
        await first.ClearStateAsync(State, _grain, cleared);

        var read = await ReadAsync(second);
        Assert.False(read.RecordExists);
        Assert.Empty(read.State!.Bytes);
        Assert.Equal(cleared.ETag, read.ETag);

        read.State = New(20).State;
        await second.WriteStateAsync(State, _grain, read);
        Assert.Equal(read.State!.Bytes, (await ReadAsync(first)).State!.Bytes);
    }

    private static GrainState<Stored> New(int bytes)
    {
        var state = new Stored { Bytes = new byte[bytes] };
        Random.Shared.NextBytes(state.Bytes);
        return new GrainState<Stored>(state);
    }

    private (IGrainStorage First, IGrainStorage Second) InOrder(bool ownFirst) => ownFirst ? (_own, _official) : (_official, _own);

    private async Task<GrainState<Stored>> ReadAsync(IGrainStorage storage)
    {
        var state = new GrainState<Stored>();
        await storage.ReadStateAsync(State, _grain, state);
        return state;
    }

    [GenerateSerializer]
    [Alias("sdtp.tests.interop")]
    internal sealed class Stored
    {
        [Id(0)]
        public byte[] Bytes { get; set; } = [];
    }
}
