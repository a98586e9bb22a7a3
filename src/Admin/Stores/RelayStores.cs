using Sdtp.Admin.Configuration;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Admin.Stores;

/// <summary>Opens what a relay keeps.</summary>
internal static class RelayStores
{
    /// <exception cref="AdminException">There is nothing that can be read.</exception>
    internal static async Task<T> ReadAsync<T>(AdminOptions options, Func<IRelayStore, Task<T>> read)
    {
        try
        {
            using IRelayStore store = options.IsCluster ? new AzureRelayStore(options) : new SqliteRelayStore(options.DataFolder);
            return await read(store);
        }
        catch (StoreOpenException e)
        {
            throw new AdminException(e.Message, e);
        }
    }
}
