using System.Collections.Concurrent;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Sending;

/// <summary>Grain references by userID. A reference is only an address, but making one costs a string and a look-up for every call.</summary>
internal sealed class UserGrainCache(IGrainFactory grains)
{
    private const int EntriesMax = 16_384;
    private readonly ConcurrentDictionary<UserId, IUserGrain> _references = new();
    private int _count;

    internal IUserGrain Get(UserId userId)
    {
        if (_references.TryGetValue(userId, out var known))
        {
            return known;
        }

        // Starting over is simpler than ageing, and costs each user in use one look-up.
        if (Interlocked.Increment(ref _count) > EntriesMax)
        {
            _references.Clear();
            Volatile.Write(ref _count, 0);
        }

        return _references.GetOrAdd(userId, static (id, factory) => factory.GetUser(id), grains);
    }
}
