using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Abstractions;

/// <summary>How a <see cref="UserId"/> crosses between silos: Protocol stays free of Orleans.</summary>
[GenerateSerializer, Immutable, Alias("sdtp.user-id")]
public struct UserIdSurrogate
{
    /// <summary>The 32 bytes.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; }
}

/// <summary>Converts between <see cref="UserId"/> and its surrogate.</summary>
[RegisterConverter]
public sealed class UserIdConverter : IConverter<UserId, UserIdSurrogate>
{
    /// <inheritdoc/>
    public UserId ConvertFromSurrogate(in UserIdSurrogate surrogate) => new(surrogate.Bytes);

    /// <inheritdoc/>
    public UserIdSurrogate ConvertToSurrogate(in UserId value) => new() { Bytes = value.ToArray() };
}
