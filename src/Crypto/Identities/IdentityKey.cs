using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Identities;

/// <summary>
/// A person's long-term P-256 key pair. It only signs: logins, sealing keys and messages. Safe for use by several threads.
/// </summary>
public sealed class IdentityKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ECDsa _key;

    private IdentityKey(ECDsa key)
    {
        _key = key;
        PublicKey = P256Scalar.PublicKeyOf(key);
        UserId = UserId.Of(PublicKey);
    }

    /// <summary>The public half, 65 bytes uncompressed.</summary>
    public P256PublicKey PublicKey { get; }

    /// <summary>SHA-256 of <see cref="PublicKey"/>.</summary>
    public UserId UserId { get; }

    /// <summary>Makes a new key pair.</summary>
    public static IdentityKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>
    /// Takes an unencrypted DER PrivateKeyInfo (RFC 5208) with a P-256 key (RFC 5915): named curve only, nothing before or after,
    /// and a public key, where given, that belongs to the private one.
    /// </summary>
    /// <param name="pkcs8">The DER bytes.</param>
    /// <exception cref="KeyFormatException">The bytes are anything else; the message says what to do.</exception>
    public static IdentityKey ImportPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        var scalar = Pkcs8PrivateKey.ReadScalar(pkcs8, out var statedPoint);
        try
        {
            var key = FromScalar(scalar);
            if (statedPoint is not null && !key.PublicKey.Bytes.Span.SequenceEqual(statedPoint))
            {
                key.Dispose();
                throw new KeyFormatException("The public key in the file does not belong to its private key: the file is damaged.");
            }

            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>Takes a PEM file with exactly one <c>PRIVATE KEY</c> block, see <see cref="ImportPkcs8"/>.</summary>
    /// <param name="pem">The text of the file.</param>
    /// <exception cref="KeyFormatException">The text is anything else; the message says what to do.</exception>
    public static IdentityKey ImportPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var der = Pkcs8PrivateKey.ReadPem(pem);
        try
        {
            return ImportPkcs8(der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The private key as unencrypted DER PKCS#8: whoever reads these bytes is this person. The caller zeroes the array.</summary>
    public byte[] ExportPkcs8()
    {
        lock (_gate)
        {
            return _key.ExportPkcs8PrivateKey();
        }
    }

    /// <summary>The private key as unencrypted PKCS#8 PEM: whoever reads this text is this person.</summary>
    public string ExportPem()
    {
        var der = ExportPkcs8();
        try
        {
            return Pkcs8PrivateKey.WritePem(der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Signs with ECDSA over SHA-256.</summary>
    /// <param name="message">The bytes to sign, which start with a label that no other use has.</param>
    /// <returns>64 bytes <c>r | s</c> (IEEE P1363). They are randomised and malleable: never use them as an id.</returns>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            return _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _key.Dispose();
        }
    }

    internal static IdentityKey FromScalar(ReadOnlySpan<byte> scalar) => new(P256Scalar.Import(scalar, ECDsa.Create));

    /// <summary>The private scalar for the keystore; the caller zeroes it.</summary>
    internal byte[] ExportScalar()
    {
        lock (_gate)
        {
            return P256Scalar.Export(_key);
        }
    }
}
