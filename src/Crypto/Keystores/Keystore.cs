using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Primitives;
using Sdtp.Crypto.Records;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Crypto.Keystores;

/// <summary>The secrets of one identity on one machine. It owns its keys: disposing it disposes them.</summary>
public sealed class Keystore : IDisposable
{
    private readonly byte[] _storeKey;
    private bool _disposed;

    internal Keystore(
        Username username, DateTimeOffset createdAt, IdentityKey identity, SealingKeyRing sealingKeys, ReadOnlySpan<byte> storeKey)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(username.IsDefault, true, nameof(username));
        ArgumentOutOfRangeException.ThrowIfNotEqual(storeKey.Length, RecordCipher.StoreKeyLength, nameof(storeKey));
        Username = username;
        CreatedAt = UnixTime.Truncate(createdAt);
        Identity = identity;
        SealingKeys = sealingKeys;
        _storeKey = storeKey.ToArray();
    }

    /// <summary>The name of this identity at its relay.</summary>
    public Username Username { get; }

    /// <summary>When this keystore was made, to the millisecond.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The identity key.</summary>
    public IdentityKey Identity { get; }

    /// <summary>The sealing keys still held.</summary>
    public SealingKeyRing SealingKeys { get; }

    /// <summary>32 random bytes that encrypt this machine's local store; zeroed by <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> StoreKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _storeKey;
        }
    }

    /// <summary>Makes a new identity with its first sealing key, not yet saved anywhere.</summary>
    /// <param name="username">The name it will register.</param>
    /// <param name="now">The time.</param>
    public static Keystore Generate(Username username, DateTimeOffset now) => ForIdentity(username, IdentityKey.Generate(), now);

    /// <summary>Makes a keystore for an imported identity key, with a first sealing key and an empty past.</summary>
    /// <param name="username">Its name.</param>
    /// <param name="identity">The identity key, which the keystore owns from now on.</param>
    /// <param name="now">The time.</param>
    public static Keystore ForIdentity(Username username, IdentityKey identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var sealingKeys = new SealingKeyRing();
        sealingKeys.AddNew(SealingKeyPolicy.Default, now);
        return new Keystore(username, now, identity, sealingKeys, RandomNumberGenerator.GetBytes(RecordCipher.StoreKeyLength));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Identity.Dispose();
        SealingKeys.Dispose();
        CryptographicOperations.ZeroMemory(_storeKey);
    }
}
