using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Client;

/// <summary>What is known about the name of a contact.</summary>
public enum ContactTrust
{
    /// <summary>Seen for the first time just now, and pinned: compare safety numbers to be sure.</summary>
    FirstSeen,

    /// <summary>The same identity as the one pinned before.</summary>
    Pinned,

    /// <summary>The relay names another identity than the one pinned; sending is blocked until the change is accepted.</summary>
    KeyChanged,
}

/// <summary>What is pinned for a name on this machine.</summary>
/// <param name="Username">The name, as registered.</param>
/// <param name="UserId">The identity that the name stands for.</param>
/// <param name="IsBlocked">Whether the relay has named another one since; sending is blocked until that is accepted.</param>
public sealed record PinnedIdentity(Username Username, UserId UserId, bool IsBlocked);

/// <summary>Another person, as the relay names them and as this machine remembers them.</summary>
/// <param name="Username">The name, as registered.</param>
/// <param name="UserId">SHA-256 of the public key.</param>
/// <param name="PublicKey">The identity key.</param>
/// <param name="SafetyNumber">60 digits in 12 groups of 5: both people see the same; compare them over another channel.</param>
/// <param name="Trust">What is known about the name.</param>
/// <param name="PinnedUserId">The identity pinned for the name; differs from <paramref name="UserId"/> only when the key changed.</param>
public sealed record Contact(
    Username Username, UserId UserId, P256PublicKey PublicKey, string SafetyNumber, ContactTrust Trust, UserId PinnedUserId);
