using Microsoft.Extensions.Logging;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>
/// Which silos there are. Every change of a silo changes the version row by compare-and-set in the same transaction, so two silos never
/// decide at once.
/// </summary>
internal sealed partial class AzureMembershipTable(SiloTable table, ILogger<AzureMembershipTable> logger) : IMembershipTable
{
    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        await table.CreateAsync().ConfigureAwait(false);
        if (tryInitTableVersion && await table.FindAsync(SiloRow.Version).ConfigureAwait(false) is null)
        {
            await table.TryCreateVersionAsync().ConfigureAwait(false);
        }
    }

    public async Task DeleteMembershipTableEntries(string clusterId) =>
        await table.DeleteAsync(clusterId, await table.ReadClusterAsync(clusterId).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        var rows = await table.ReadAllAsync().ConfigureAwait(false);
        var defunct = rows.Where(row => !SiloRow.IsOfTable(row.RowKey) && !SiloRow.IsActive(row) && SiloRow.LastAliveOf(row) < beforeDate);
        await table.DeleteAsync(table.Cluster, defunct).ConfigureAwait(false);
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key) =>
        MembershipSnapshot.Read(await table.ReadWithVersionAsync(SiloRow.Key(key)).ConfigureAwait(false), LogMalformedRow);

    public async Task<MembershipTableData> ReadAll() =>
        MembershipSnapshot.Read(await table.ReadAllAsync().ConfigureAwait(false), LogMalformedRow);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        table.TryInsertAsync(SiloRow.From(table.Cluster, entry), tableVersion.Version, tableVersion.VersionEtag);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        table.TryUpdateAsync(SiloRow.From(table.Cluster, entry), etag, tableVersion.Version, tableVersion.VersionEtag);

    public Task UpdateIAmAlive(MembershipEntry entry) => table.MergeAsync(SiloRow.AliveFrom(table.Cluster, entry));
}
