using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Clustering.Identity;

/// <summary>
/// The certificate that a relay shows. Clients pin <see cref="KeyPin"/>, which survives a renewal with the same key; login proofs name
/// <see cref="CertificateHash"/>, which binds them to the very connection.
/// </summary>
public sealed class TlsIdentity : IDisposable
{
    /// <summary>
    /// Name of the file in the data folder that holds a certificate made by the relay itself, and its private key, in PEM.
    /// </summary>
    public const string FileName = "tls-identity.pem";

    private TlsIdentity(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        Certificate = certificate;
        Chain = chain;
        KeyPin = new Fingerprint(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        CertificateHash = new Fingerprint(SHA256.HashData(certificate.RawData));
    }

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Certificates between this one and its root, for one given by the operator; empty for a self-signed one.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what an address ends in and clients remember.</summary>
    public Fingerprint KeyPin { get; }

    /// <summary>SHA-256 of the certificate's DER bytes: what REGISTER and LOGIN sign.</summary>
    public Fingerprint CertificateHash { get; }

    /// <summary>Loads the identity that lies in a data folder, or makes a self-signed one on the first start.</summary>
    /// <param name="folder">The data folder, which exists.</param>
    /// <param name="clock">Gives the day from which a new certificate is valid.</param>
    /// <exception cref="TlsIdentityException">
    /// The file is damaged or unreadable, or cannot be written. A damaged file is left as it is.
    /// </exception>
    public static TlsIdentity LoadOrCreate(string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            TlsIdentityFile.Create(path, clock);
        }

        return Load(path, keyPath: null);
    }

    /// <summary>Loads a certificate that the operator gives.</summary>
    /// <param name="certificatePath">PEM (the certificate first, then its chain) or PKCS#12 without a password.</param>
    /// <param name="keyPath">PEM of the private key, or null where it lies in the first file.</param>
    /// <exception cref="TlsIdentityException">A file is missing, damaged, or holds no private key that fits.</exception>
    public static TlsIdentity Load(string certificatePath, string? keyPath)
    {
        try
        {
            var (certificate, chain) = TlsIdentityFile.Read(certificatePath, keyPath);
            return new TlsIdentity(certificate, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsIdentityException(
                $"The TLS certificate in {certificatePath} is damaged or lacks its private key ({e.Message.ReplaceLineEndings(" ")}). "
                + "Nothing was overwritten: restore it from a backup, or move it away to make a new one "
                + "(clients will then warn of a changed relay).",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TlsIdentityException($"The TLS certificate in {certificatePath} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads an identity that the gateways of a cluster share.</summary>
    /// <exception cref="TlsIdentityException">The text is no certificate with its private key.</exception>
    internal static TlsIdentity FromPem(string pem, string place)
    {
        try
        {
            var (certificate, chain) = TlsIdentityFile.ReadPem(pem, pem);
            return new TlsIdentity(certificate, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsIdentityException($"The TLS certificate in {place} is damaged: restore it from a backup.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var certificate in Chain)
        {
            certificate.Dispose();
        }
    }
}
