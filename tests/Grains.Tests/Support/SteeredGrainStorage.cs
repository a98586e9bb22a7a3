using System.Collections.Concurrent;
using Orleans.Storage;

namespace Sdtp.Grains.Tests.Support;

/// <summary>Grain storage in memory that fails the writes a test names, before or after they took effect.</summary>
internal sealed class SteeredGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (object State, string ETag)> _stored = new();
    private readonly ConcurrentDictionary<string, WriteFault> _faults = new();

    /// <summary>Fails one coming write of a grain.</summary>
    /// <param name="key">The grain's key.</param>
    /// <param name="nth">Which of its coming writes: 1 is the next.</param>
    /// <param name="takesEffect">Whether the failed write is stored all the same.</param>
    public void FailWrite(string key, int nth, bool takesEffect) => _faults[key] = new WriteFault(nth, takesEffect);

    /// <summary>What is stored of a grain, or null.</summary>
    public object? Find(GrainId grainId) => _stored.TryGetValue(grainId.ToString(), out var stored) ? stored.State : null;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_stored.TryGetValue(grainId.ToString(), out var stored))
        {
            grainState.State = (T)stored.State;
            grainState.ETag = stored.ETag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var id = grainId.ToString();
        var fails = _faults.TryGetValue(grainId.Key.ToString()!, out var fault) && --fault.Countdown == 0;
        if (fails && !fault!.TakesEffect)
        {
            throw new IOException("The test failed this write before it took effect.");
        }

        var present = _stored.TryGetValue(id, out var stored) ? stored.ETag : null;
        if (present != grainState.ETag)
        {
            throw new InconsistentStateException("Another activation has written.", present, grainState.ETag);
        }

        var etag = Guid.NewGuid().ToString("N");
        _stored[id] = (grainState.State!, etag);
        if (fails)
        {
            throw new IOException("The test failed this write after it took effect.");
        }

        grainState.ETag = etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("Nothing in the relay clears grain state.");

    private sealed class WriteFault(int countdown, bool takesEffect)
    {
        public int Countdown { get; set; } = countdown;

        public bool TakesEffect { get; } = takesEffect;
    }
}
