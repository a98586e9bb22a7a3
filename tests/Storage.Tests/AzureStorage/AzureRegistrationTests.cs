using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.Mailboxes;
using Sdtp.TestKit.Processes;
using Xunit;
#if ORLEANS_AZURE_STORAGE
using AzureTableGrainStorage = Orleans.Storage.AzureTableGrainStorage;
#else
using AzureTableGrainStorage = Sdtp.Storage.AzureStorage.GrainState.AzureTableGrainStorage;
#endif

namespace Sdtp.Storage.Tests.AzureStorage;

public sealed class AzureRegistrationTests(Azurite azurite)
{
    private readonly string _prefix = $"R{Guid.NewGuid():N}";

    [Fact]
    public async Task A_silo_gets_the_log_and_grain_storage_under_every_name()
    {
        await using var services = Services(services => services.AddAzureStorage(Configure));

        Assert.IsType<AzureTableMailboxLog>(services.GetRequiredService<IMailboxLog>());
        Assert.All(StorageNames.All, name => Assert.IsType<AzureTableGrainStorage>(services.GetRequiredKeyedService<IGrainStorage>(name)));
    }

    [Fact]
    public async Task Settings_that_cannot_be_are_refused_by_name()
    {
        await using var services = Services(services => services.AddAzureStorage(options => options.TableNamePrefix = "-"));

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IMailboxLog>());

        Assert.Contains(refusal.Failures, failure => failure.Contains("Accounts", StringComparison.Ordinal));
        Assert.Contains(refusal.Failures, failure => failure.Contains("TableNamePrefix", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_gateways_get_the_same_server_id_whoever_is_first()
    {
        await using var one = Services(services => services.AddAzureServerIdentity(Configure));
        await using var two = Services(services => services.AddAzureServerIdentity(Configure));
        var identities = new[] { one, two, one, two }.Select(services => services.GetRequiredService<AzureServerIdentity>());

        var ids = await Task.WhenAll(identities.Select(identity => identity.GetOrCreateAsync(TestContext.Current.CancellationToken)));

        Assert.Single(ids.Distinct());
        Assert.NotEqual(default(ServerId), ids[0]);
    }

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSerializer().AddSingleton(TimeProvider.System);
        services.Configure<ClusterOptions>(cluster => cluster.ServiceId = "sdtp");
        add(services);
        return services.BuildServiceProvider();
    }

    private void Configure(AzureStorageOptions options)
    {
        options.TableNamePrefix = _prefix;
        options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.ConnectionString });
    }
}
