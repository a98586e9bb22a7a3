namespace Sdtp.Grains.Abstractions.Users;

/// <summary>A registration whose login proof the gateway has verified.</summary>
/// <param name="PublicKey">The 65-byte identity key.</param>
/// <param name="Username">The wanted name, as it is to be shown.</param>
/// <param name="SealingKey">The first sealing key record, 149 bytes; the grain verifies it.</param>
[GenerateSerializer, Immutable, Alias("sdtp.register-command")]
public sealed record RegisterCommand(
    [property: Id(0)] byte[] PublicKey,
    [property: Id(1)] string Username,
    [property: Id(2)] byte[] SealingKey);

/// <summary>How a registration ended.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Profile">The active user, when not refused.</param>
[GenerateSerializer, Immutable, Alias("sdtp.register-result")]
public sealed record RegisterResult(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] UserProfile? Profile);

/// <summary>What anybody logged in may know of an active user.</summary>
/// <param name="PublicKey">The 65-byte identity key.</param>
/// <param name="Username">The name as registered.</param>
/// <param name="SealingKey">The current sealing key record, 149 bytes, signed by the identity key.</param>
/// <param name="SealingKeyNumber">The number in that record.</param>
[GenerateSerializer, Immutable, Alias("sdtp.user-profile")]
public sealed record UserProfile(
    [property: Id(0)] byte[] PublicKey,
    [property: Id(1)] string Username,
    [property: Id(2)] byte[] SealingKey,
    [property: Id(3)] uint SealingKeyNumber);

/// <summary>How a PUBLISH-KEY ended.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Number">The sealing key number now handed out.</param>
[GenerateSerializer, Immutable, Alias("sdtp.publish-key-result")]
public sealed record PublishKeyResult(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] uint Number);
