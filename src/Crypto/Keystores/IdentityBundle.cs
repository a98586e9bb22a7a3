using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sdtp.Crypto.Keystores;

/// <summary>What came of reading a bundle.</summary>
public sealed class IdentityBundleResult
{
    internal IdentityBundleResult(KeystoreStatus status, Keystore? keystore = null)
    {
        Status = status;
        Detail = KeystoreAdvice.For(status, "The identity bundle");
        Keystore = keystore;
    }

    /// <summary>The outcome.</summary>
    public KeystoreStatus Status { get; }

    /// <summary>One sentence for the person: what is wrong and what to do next. Empty when opened.</summary>
    public string Detail { get; }

    /// <summary>The identity with all its sealing keys and a new store key, not yet saved anywhere; or null.</summary>
    public Keystore? Keystore { get; }

    /// <summary>Whether it was read.</summary>
    [MemberNotNullWhen(true, nameof(Keystore))]
    public bool IsOpened => Keystore is not null;
}

/// <summary>
/// An identity with all its sealing keys, encrypted under a passphrase, as text to keep or to carry to another machine
/// (docs/keystore.md). It has no messages and no store key. Stop using the identity on the old machine: only one device receives.
/// </summary>
public static class IdentityBundle
{
    private const string Label = "SDTP IDENTITY BUNDLE";

    private static ReadOnlySpan<byte> Magic => "SDTPBNDL"u8;

    /// <summary>Writes a bundle as PEM text.</summary>
    /// <param name="keystore">The identity to export.</param>
    /// <param name="passphrase">Not empty; whoever has it and the bundle is this person.</param>
    /// <param name="kdf">The cost of the passphrase, <see cref="KdfParameters.Default"/> when not given.</param>
    public static string Export(Keystore keystore, string passphrase, KdfParameters? kdf = null)
    {
        ArgumentNullException.ThrowIfNull(keystore);
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        using var key = ContainerKey.New(passphrase, kdf ?? KdfParameters.Default);
        var plaintext = KeystoreCodec.Encode(keystore, withStoreKey: false);
        try
        {
            return PemEncoding.WriteString(Label, Container.Seal(Magic, key, plaintext)) + "\n";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Reads a bundle. After import, give <see cref="Sealing.SealingKeyRing.AddNew"/> the number that the relay holds.</summary>
    /// <param name="text">The PEM text, with nothing but blanks around it.</param>
    /// <param name="passphrase">The passphrase.</param>
    public static IdentityBundleResult Import(string text, string passphrase)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(passphrase);
        if (!TryReadArmor(text, out var bytes))
        {
            return new IdentityBundleResult(KeystoreStatus.Damaged);
        }

        var status = Container.TryOpen(Magic, bytes, passphrase, out var key, out var plaintext);
        using (key)
        {
            if (status != KeystoreStatus.Opened)
            {
                return new IdentityBundleResult(status);
            }
        }

        status = KeystoreCodec.TryDecode(plaintext, withStoreKey: false, out var keystore);
        CryptographicOperations.ZeroMemory(plaintext);
        return new IdentityBundleResult(status, keystore);
    }

    private static bool TryReadArmor(string text, out byte[] bytes)
    {
        bytes = [];
        if (!PemEncoding.TryFind(text, out var fields)
            || text[fields.Label] != Label
            || fields.DecodedDataLength > Container.BytesMax
            || !string.IsNullOrWhiteSpace(text[..fields.Location.Start])
            || !string.IsNullOrWhiteSpace(text[fields.Location.End..]))
        {
            return false;
        }

        bytes = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64String(text[fields.Base64Data], bytes, out var written) && written == bytes.Length;
    }
}
