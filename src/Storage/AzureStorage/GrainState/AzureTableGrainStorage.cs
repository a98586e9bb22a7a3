using Azure;
using Azure.Data.Tables;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Sdtp.Storage.AzureStorage.Tables;

namespace Sdtp.Storage.AzureStorage.GrainState;

/// <summary>
/// State of grains in the table layout of Microsoft.Orleans.Persistence.AzureStorage: each reads what the other wrote. A row that is not as
/// the grain last saw it refuses the write with <see cref="InconsistentStateException"/>, which deactivates the grain; so does a write
/// whose first answer was lost and that was sent again.
/// </summary>
internal sealed class AzureTableGrainStorage(
    TableClient table, string serviceId, bool deleteOnClear, IGrainStorageSerializer serializer, IActivatorProvider activators)
    : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(
            GrainStateKeys.Partition(serviceId, grainId), GrainStateKeys.Row(stateName), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var state = found.HasValue && GrainStateEntity.Read(found.Value!) is { IsEmpty: false } stored
            ? serializer.Deserialize<T>(stored)
            : default;
        grainState.RecordExists = state is not null;
        grainState.State = state ?? Create<T>();
        grainState.ETag = found.HasValue ? found.Value!.ETag.ToString() : null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var entity = GrainStateEntity.Create(
            GrainStateKeys.Partition(serviceId, grainId), GrainStateKeys.Row(stateName), serializer.Serialize(grainState.State).ToMemory());
        grainState.ETag = await PutAsync(entity, grainState.ETag, cancellationToken).ConfigureAwait(false);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var empty = GrainStateEntity.Empty(GrainStateKeys.Partition(serviceId, grainId), GrainStateKeys.Row(stateName));
        grainState.ETag = deleteOnClear
            ? await DeleteAsync(empty, grainState.ETag, cancellationToken).ConfigureAwait(false)
            : await PutAsync(empty, grainState.ETag, cancellationToken).ConfigureAwait(false);
        grainState.RecordExists = false;
        grainState.State = Create<T>();
    }

    private Task<string?> PutAsync(TableEntity entity, string? etag, CancellationToken cancellationToken)
    {
        EntityRules.Check(entity);
        return ConditionallyAsync(entity, etag, async () =>
        {
            var answer = GrainStateEntity.ParseETag(etag) is { } known
                ? await table.UpdateEntityAsync(entity, known, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false)
                : await table.AddEntityAsync(entity, cancellationToken).ConfigureAwait(false);
            return answer.Headers.ETag?.ToString();
        });
    }

    private async Task<string?> DeleteAsync(TableEntity entity, string? etag, CancellationToken cancellationToken)
    {
        if (GrainStateEntity.ParseETag(etag) is not { } known)
        {
            return null;
        }

        return await ConditionallyAsync(entity, etag, async () =>
        {
            // The table client calls a row that is gone a success; for a grain that believes in it, it is a conflict.
            var answer = await table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, known, cancellationToken).ConfigureAwait(false);
            return answer.Status == 404 ? throw new RequestFailedException(answer) : null;
        }).ConfigureAwait(false);
    }

    private async Task<string?> ConditionallyAsync(TableEntity entity, string? etag, Func<Task<string?>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (RequestFailedException conflict) when (TableFailures.IsConflict(conflict))
        {
            throw new InconsistentStateException(
                $"State {entity.RowKey} in table {table.Name} is not what the grain last saw ({conflict.Status} {conflict.ErrorCode}).",
                "unknown",
                etag,
                conflict);
        }
    }

    private T Create<T>() => activators.GetActivator<T>().Create();
}
