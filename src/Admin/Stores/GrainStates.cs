using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage;

namespace Sdtp.Admin.Stores;

/// <summary>Where grains of the relay keep their state, and how it is read.</summary>
internal sealed class GrainStates : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    internal static StateKey Of(UserId userId) => new(StorageNames.Users, "user", GrainId.Create("sdtp.user", userId.ToString()));

    internal static StateKey Of(Username username) =>
        new(StorageNames.Usernames, "username", GrainId.Create("sdtp.username", username.Folded));

    public void Dispose() => _services.Dispose();

    internal T? Read<T>(ReadOnlyMemory<byte>? state)
        where T : class =>
        state is { } stored ? _services.GetRequiredService<Serializer>().Deserialize<T>(stored) : null;
}

/// <summary>The place of a grain's state.</summary>
/// <param name="Storage">The storage name.</param>
/// <param name="StateName">The name of the state.</param>
/// <param name="Grain">Which grain.</param>
internal readonly record struct StateKey(string Storage, string StateName, GrainId Grain);
