using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>The rows of one cluster in the membership table.</summary>
internal sealed class SiloTable
{
    private const int SnapshotAttemptsMax = 5;
    private const int DeleteBatchMax = 100;

    private readonly TableClient _table;

    internal SiloTable(AzureClusteringOptions options, string cluster)
    {
        _table = Connect(options, options.TableName);
        Cluster = cluster;
    }

    internal string Cluster { get; }

    internal static TableClient Connect(AzureClusteringOptions options, string table)
    {
        var clients = new TableClientOptions();
        options.ConfigureClients?.Invoke(clients);
        return options.ConnectionString is { Length: > 0 } connectionString
            ? new TableClient(connectionString, table, clients)
            : new TableClient(options.TableEndpoint, table, options.Credential ?? new DefaultAzureCredential(), clients);
    }

    internal Task CreateAsync() => _table.CreateIfNotExistsAsync();

    /// <summary>Writes version 0 where there is none; false when it was there.</summary>
    internal Task<bool> TryCreateVersionAsync() => TryAsync(
    [
        Added(SiloRow.OfVersion(Cluster, SiloRow.Version, 0)),
        Added(SiloRow.OfVersion(Cluster, SiloRow.Start, 0)),
        Added(SiloRow.OfVersion(Cluster, SiloRow.End, 0)),
    ]);

    /// <summary>Adds a silo and moves the table to its next version; false when either is not as expected.</summary>
    internal Task<bool> TryInsertAsync(TableEntity silo, int version, string versionETag) =>
        TryAsync([Added(silo), .. Versions(version, versionETag)]);

    /// <summary>Replaces a silo and moves the table to its next version; false when either is not as expected.</summary>
    internal Task<bool> TryUpdateAsync(TableEntity silo, string siloETag, int version, string versionETag) =>
        TryAsync([new(TableTransactionActionType.UpdateReplace, silo, new ETag(siloETag)), .. Versions(version, versionETag)]);

    internal Task MergeAsync(TableEntity part) => _table.UpdateEntityAsync(part, ETag.All, TableUpdateMode.Merge);

    internal async Task<TableEntity?> FindAsync(string rowKey)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(Cluster, rowKey).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>The version row and the row named, if it is there, read in one request.</summary>
    internal async Task<List<TableEntity>> ReadWithVersionAsync(string rowKey)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Cluster} and (RowKey eq {rowKey} or RowKey eq {SiloRow.Version})");
        return (await QueryAsync(filter).ConfigureAwait(false)).Rows;
    }

    internal async Task<List<TableEntity>> ReadGatewaysAsync() =>
        (await QueryAsync(SiloRow.GatewayFilter(Cluster)).ConfigureAwait(false)).Rows;

    /// <summary>
    /// All rows as they were at one moment. One page is; of several pages, the first and the last row tell whether a silo was written while
    /// they were read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The table changed during each of several reads.</exception>
    internal async Task<List<TableEntity>> ReadAllAsync()
    {
        for (var attempt = 0; attempt < SnapshotAttemptsMax; attempt++)
        {
            var (rows, pages) = await QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Cluster}")).ConfigureAwait(false);
            if (pages <= 1 || MembershipSnapshot.IsWhole(rows))
            {
                return rows;
            }
        }

        throw new InvalidOperationException(
            $"The membership table changed during each of {SnapshotAttemptsMax} reads; it is read again at the next refresh.");
    }

    internal async Task DeleteAsync(string cluster, IEnumerable<TableEntity> rows)
    {
        foreach (var batch in rows.Chunk(DeleteBatchMax))
        {
            await _table.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(cluster, row.RowKey), row.ETag))).ConfigureAwait(false);
        }
    }

    internal async Task<List<TableEntity>> ReadClusterAsync(string cluster) =>
        (await QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {cluster}")).ConfigureAwait(false)).Rows;

    private static TableTransactionAction Added(TableEntity entity) => new(TableTransactionActionType.Add, entity);

    private TableTransactionAction[] Versions(int version, string etag) =>
    [
        new(TableTransactionActionType.UpdateReplace, SiloRow.OfVersion(Cluster, SiloRow.Version, version), new ETag(etag)),
        new(TableTransactionActionType.UpsertReplace, SiloRow.OfVersion(Cluster, SiloRow.Start, version)),
        new(TableTransactionActionType.UpsertReplace, SiloRow.OfVersion(Cluster, SiloRow.End, version)),
    ];

    private async Task<(List<TableEntity> Rows, int Pages)> QueryAsync(string filter)
    {
        var rows = new List<TableEntity>();
        var pages = 0;
        await foreach (var page in _table.QueryAsync<TableEntity>(filter).AsPages().ConfigureAwait(false))
        {
            rows.AddRange(page.Values);
            pages++;
        }

        return (rows, pages);
    }

    private async Task<bool> TryAsync(TableTransactionAction[] actions)
    {
        try
        {
            await _table.SubmitTransactionAsync(actions).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException changed)
            when (changed.Status is 404 or 409 or 412 && changed.ErrorCode != TableErrorCode.TableNotFound)
        {
            return false;
        }
    }
}
