using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;

namespace Sdtp.Crypto.Keystores;

/// <summary>
/// The AES key of a container with what it was derived from. <see cref="Kdf"/> is null in the explicit no-passphrase mode.
/// </summary>
internal sealed class ContainerKey : IDisposable
{
    internal const int SaltLength = 16;

    private readonly byte[] _key = new byte[AesGcm256.KeyLength];
    private readonly byte[] _salt;
    private bool _disposed;

    private ContainerKey(KdfParameters? kdf, ReadOnlySpan<byte> salt)
    {
        Kdf = kdf;
        _salt = salt.ToArray();
    }

    internal KdfParameters? Kdf { get; }

    internal ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Throws once it is zeroed: a key of zeros would go on encrypting.</summary>
    internal ReadOnlySpan<byte> Key
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _key;
        }
    }

    /// <summary>A key under a fresh salt, for a new file or a new passphrase.</summary>
    internal static ContainerKey New(string? passphrase, KdfParameters kdf)
    {
        if (passphrase is "")
        {
            throw new ArgumentException("An empty passphrase protects nothing: give one, or null to go without.", nameof(passphrase));
        }

        return Derive(passphrase, passphrase is null ? null : kdf, RandomNumberGenerator.GetBytes(SaltLength));
    }

    /// <summary>The key for a file that exists; both or neither of passphrase and parameters are null.</summary>
    internal static ContainerKey Derive(string? passphrase, KdfParameters? kdf, ReadOnlySpan<byte> salt)
    {
        var key = new ContainerKey(kdf, salt);
        if (passphrase is not null && kdf is not null)
        {
            Argon2id.DeriveKey(passphrase, salt, kdf, key._key);
        }
        else
        {
            // No secret goes in: this keeps one format and one integrity check, and protects nothing. The file's mode does.
            HkdfSha256.DeriveKey(salt, salt: [], "SDTP1 no passphrase\0"u8, key._key);
        }

        return key;
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
    }
}
