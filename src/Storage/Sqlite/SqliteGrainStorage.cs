using Orleans.Storage;
using Sdtp.Storage.Sqlite.Reading;
using Sdtp.Storage.Sqlite.Writing;

namespace Sdtp.Storage.Sqlite;

/// <summary>
/// Grain states in the embedded store. They are kept in Orleans' own binary form, not its default JSON: states are contracts with
/// numbered members like everything else that crosses a version, so the same rules and the same ledger guard both, and keys stay 65 bytes
/// rather than base64 in a document.
/// </summary>
internal sealed class SqliteGrainStorage(string name, Writer writer, ReaderPool readers, IGrainStorageSerializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var found = await readers.Read(reader => reader.FindGrain(key), CancellationToken.None).ConfigureAwait(false);
        grainState.State = found is { } stored ? serializer.Deserialize<T>(new BinaryData(stored.Body)) : Activator.CreateInstance<T>();
        grainState.ETag = found?.ETag;
        grainState.RecordExists = found is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var body = serializer.Serialize(grainState.State).ToArray();
        var result = await writer.Do(new GrainPutOperation(KeyOf(stateName, grainId), grainState.ETag, body)).ConfigureAwait(false);
        ThrowIfOverwritten(result, grainId, grainState.ETag);
        grainState.ETag = result.ETag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var result = await writer.Do(new GrainDeleteOperation(KeyOf(stateName, grainId), grainState.ETag)).ConfigureAwait(false);
        ThrowIfOverwritten(result, grainId, grainState.ETag);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static void ThrowIfOverwritten(GrainWriteResult result, GrainId grainId, string? expected)
    {
        if (!result.IsWritten)
        {
            throw new InconsistentStateException(
                $"The state of {grainId} was written by another activation.", result.ETag ?? "none", expected ?? "none");
        }
    }

    private GrainStateKey KeyOf(string stateName, GrainId grainId) => new(name, stateName, grainId.ToString());
}
