using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Sdtp.Storage.AzureStorage.Accounts;

namespace Sdtp.Storage.AzureStorage.GrainState;

/// <summary>Registers the grain storage of Microsoft.Orleans.Persistence.AzureStorage on the same account, table and form.</summary>
internal static class GrainStateProvider
{
    internal static void Add(IServiceCollection services, string name)
    {
        services.AddOptions<AzureTableStorageOptions>(name).Configure<StorageAccounts, IOptions<AzureStorageOptions>, Serializer>(
            static (official, accounts, ours, serializer) =>
            {
                official.TableServiceClient = accounts.First;
                official.TableName = ours.Value.GrainStateTable;
                official.DeleteStateOnClear = ours.Value.DeleteGrainStateOnClear;
                official.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            });
        services.AddGrainStorage(name, AzureTableGrainStorageFactory.Create);
    }
}
