using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Sdtp.Storage.Sqlite;

/// <summary>Registers the embedded store.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>
    /// Adds <see cref="SqliteStore"/>, <see cref="Mailboxes.IMailboxLog"/> and grain storage under the names that the grains use. The
    /// file is opened when the first of them is wanted: resolve <see cref="SqliteStore"/> before the host starts to meet
    /// <see cref="Opening.StoreOpenException"/> there.
    /// </summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="configure">Sets the options, or null when they are configured elsewhere.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, Action<SqliteStorageOptions>? configure = null)
    {
        var options = services.AddOptions<SqliteStorageOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
        services.AddSingleton(provider => SqliteStore.Open(provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value));
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Mailboxes);
        foreach (var name in StorageNames.All)
        {
            services.AddGrainStorage(name, (provider, storage) => provider.GetRequiredService<SqliteStore>()
                .CreateGrainStorage(storage, new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>())));
        }

        return services;
    }
}
