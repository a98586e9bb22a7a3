using System.Security.Cryptography;

namespace Sdtp.Crypto.Keystores;

/// <summary>
/// A keystore on disk: mode 0600, encrypted under a passphrase or, where that was asked for, protected by its mode alone. Holds the derived
/// key, not the passphrase. One process at a time: the caller holds the profile's lock. Safe for use by several threads.
/// </summary>
public sealed class KeystoreFile : IDisposable
{
    private readonly Lock _gate = new();
    private ContainerKey _key;

    private KeystoreFile(string path, Keystore keystore, ContainerKey key)
    {
        Path = path;
        Keystore = keystore;
        _key = key;
    }

    private static ReadOnlySpan<byte> Magic => "SDTPKEYS"u8;

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>The content; its changes are on disk after <see cref="Save"/>.</summary>
    public Keystore Keystore { get; }

    /// <summary>Whether a passphrase is needed to open the file.</summary>
    public bool IsProtected => _key.Kdf is not null;

    /// <summary>Writes a new keystore, on disk when this returns.</summary>
    /// <param name="path">Where; the folder exists, the file does not.</param>
    /// <param name="passphrase">Not empty; or null for the explicit mode without passphrase: only the file's mode protects it.</param>
    /// <param name="keystore">The content, which the result owns; the caller keeps it when this throws.</param>
    /// <param name="kdf">The cost of the passphrase, <see cref="KdfParameters.Default"/> when not given.</param>
    /// <exception cref="KeystoreExistsException">There is a file already; it was left as it is.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static KeystoreFile Create(string path, string? passphrase, Keystore keystore, KdfParameters? kdf = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keystore);
        if (File.Exists(path))
        {
            throw new KeystoreExistsException(path);
        }

        var key = ContainerKey.New(passphrase, kdf ?? KdfParameters.Default);
        var file = new KeystoreFile(path, keystore, key);
        try
        {
            file.Write(key, overwrite: false);
            return file;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Opens a keystore. Whatever comes of it, the file is left as it was.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="passphrase">The passphrase, or null for a keystore made without one.</param>
    public static KeystoreOpenResult Open(string path, string? passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var status = TryRead(path, out var bytes);
        if (status != KeystoreStatus.Opened)
        {
            return Refused(path, status);
        }

        status = Container.TryOpen(Magic, bytes, passphrase, out var key, out var plaintext);
        if (status != KeystoreStatus.Opened)
        {
            return Refused(path, status);
        }

        status = KeystoreCodec.TryDecode(plaintext, withStoreKey: true, out var keystore);
        CryptographicOperations.ZeroMemory(plaintext);
        if (keystore is null)
        {
            key!.Dispose();
            return Refused(path, status);
        }

        return new KeystoreOpenResult(KeystoreStatus.Opened, "", new KeystoreFile(path, keystore, key!));
    }

    /// <summary>Writes the content as it is now; on disk when this returns. A crash leaves the old file or the new one.</summary>
    /// <exception cref="IOException">The file could not be written; the old one is still there.</exception>
    public void Save()
    {
        lock (_gate)
        {
            Write(_key, overwrite: true);
        }
    }

    /// <summary>Writes the content under another passphrase.</summary>
    /// <param name="passphrase">Not empty; or null for the explicit mode without passphrase.</param>
    /// <param name="kdf">The cost of the passphrase, <see cref="KdfParameters.Default"/> when not given.</param>
    /// <exception cref="IOException">The file could not be written; the old one, with the old passphrase, is still there.</exception>
    public void ChangePassphrase(string? passphrase, KdfParameters? kdf = null)
    {
        lock (_gate)
        {
            var key = ContainerKey.New(passphrase, kdf ?? KdfParameters.Default);
            try
            {
                Write(key, overwrite: true);
            }
            catch
            {
                key.Dispose();
                throw;
            }

            _key.Dispose();
            _key = key;
        }
    }

    /// <summary>Zeroes the keys and disposes the content.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _key.Dispose();
            Keystore.Dispose();
        }
    }

    private static KeystoreStatus TryRead(string path, out byte[] bytes)
    {
        bytes = [];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > Container.BytesMax)
            {
                return KeystoreStatus.Damaged;
            }

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return KeystoreStatus.Opened;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return KeystoreStatus.NotFound;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return KeystoreStatus.Unreadable;
        }
    }

    private static KeystoreOpenResult Refused(string path, KeystoreStatus status) => new(status, KeystoreAdvice.For(status, path));

    private void Write(ContainerKey key, bool overwrite)
    {
        var plaintext = KeystoreCodec.Encode(Keystore, withStoreKey: true);
        try
        {
            DurableFile.Write(Path, Container.Seal(Magic, key, plaintext), overwrite);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
