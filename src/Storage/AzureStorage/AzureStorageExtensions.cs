using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.GrainState;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage;

/// <summary>Registers the store on Azure Storage.</summary>
public static class AzureStorageExtensions
{
    /// <summary>
    /// Adds <see cref="IMailboxLog"/>, <see cref="AzureServerIdentity"/> and grain storage under the names that the grains use. Tables that
    /// are missing are made when the silo starts. Needs a <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="configure">Sets the options, or null when they are configured elsewhere.</param>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services, Action<AzureStorageOptions>? configure = null)
    {
        services.AddAzureServerIdentity(configure);
        services.AddSingleton<IMailboxLog>(provider => new AzureTableMailboxLog(
            provider.GetRequiredService<StorageAccounts>(),
            provider.GetRequiredService<IOptions<AzureStorageOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            provider => new AzureTables(provider.GetRequiredService<StorageAccounts>()));
        foreach (var name in StorageNames.All)
        {
            GrainStateProvider.Add(services, name);
        }

        return services;
    }

    /// <summary>Adds <see cref="AzureServerIdentity"/> alone, which is all that a gateway without a silo wants of the store.</summary>
    /// <param name="services">A gateway's services.</param>
    /// <param name="configure">Sets the options, or null when they are configured elsewhere.</param>
    public static IServiceCollection AddAzureServerIdentity(this IServiceCollection services, Action<AzureStorageOptions>? configure = null)
    {
        var options = services.AddOptions<AzureStorageOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsValidator>());
        services.TryAddSingleton(provider => new StorageAccounts(provider.GetRequiredService<IOptions<AzureStorageOptions>>().Value));
        services.TryAddSingleton(provider => new AzureServerIdentity(provider.GetRequiredService<StorageAccounts>()));
        return services;
    }
}
