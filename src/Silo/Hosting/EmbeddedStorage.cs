using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Grains;
using Sdtp.Storage.Sqlite;

namespace Sdtp.Silo.Hosting;

/// <summary>The SQLite file in the data folder, and what the relay says of itself from it.</summary>
internal static class EmbeddedStorage
{
    internal static void Add(IServiceCollection services, string folder)
    {
        services.AddSqliteStorage(storage => storage.DataFolder = folder);
        services.AddSingleton(provider => new RelayIdentity(
            provider.GetRequiredService<SqliteStore>().ServerId,
            RelayLimits.Of(provider.GetRequiredService<IOptions<MailboxOptions>>().Value)));
    }
}
