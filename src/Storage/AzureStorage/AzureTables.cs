using Sdtp.Storage.AzureStorage.Accounts;

namespace Sdtp.Storage.AzureStorage;

/// <summary>Makes the tables before anything of the silo needs them.</summary>
internal sealed class AzureTables(StorageAccounts accounts) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(AzureTables), ServiceLifecycleStage.RuntimeInitialize, accounts.CreateTablesAsync);
}
