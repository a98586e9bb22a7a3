namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>How a write of a grain's state ended: the new tag, or the one that stood in the way.</summary>
internal readonly record struct GrainWriteResult(bool IsWritten, string? ETag);

/// <summary>Writes a grain's state.</summary>
internal sealed class GrainPutOperation(GrainStateKey key, string? expected, byte[] body) : WriteOperation<GrainWriteResult>
{
    internal override long Bytes => body.Length;

    protected override GrainWriteResult Do(WriteState state)
    {
        // A tag that counted from 1 again after a clear would let a grain that slept through the clear write over its successor.
        var etag = Guid.NewGuid().ToString("N");
        return state.Grains.Put(key, expected, etag, body)
            ? new GrainWriteResult(true, etag)
            : new GrainWriteResult(false, state.Grains.FindETag(key));
    }
}

/// <summary>Deletes a grain's state.</summary>
internal sealed class GrainDeleteOperation(GrainStateKey key, string? expected) : WriteOperation<GrainWriteResult>
{
    protected override GrainWriteResult Do(WriteState state) =>
        state.Grains.Delete(key, expected) ? new GrainWriteResult(true, null) : new GrainWriteResult(false, state.Grains.FindETag(key));
}
