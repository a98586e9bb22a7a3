using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Sdtp.Storage.AzureStorage.Accounts;

namespace Sdtp.Storage.AzureStorage.GrainState;

/// <summary>
/// Registers our own grain storage. A build with <c>-p:OrleansAzureStorage=true</c> takes <c>GrainStateProvider.Official.cs</c> in its
/// place.
/// </summary>
internal static class GrainStateProvider
{
    internal static void Add(IServiceCollection services, string name) =>
        services.AddGrainStorage(name, (provider, _) => Create(provider));

    // Orleans' own binary form, as in the embedded store: states are contracts with numbered members.
    private static AzureTableGrainStorage Create(IServiceProvider provider) => new(
        provider.GetRequiredService<StorageAccounts>().GrainState,
        provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
        provider.GetRequiredService<IOptions<AzureStorageOptions>>().Value.DeleteGrainStateOnClear,
        new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>()),
        provider.GetRequiredService<IActivatorProvider>());
}
