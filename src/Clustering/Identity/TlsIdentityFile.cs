using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sdtp.Clustering.Identity;

/// <summary>How a certificate and its key lie on disk.</summary>
internal static class TlsIdentityFile
{
    private const long FileBytesMax = 1024 * 1024;
    private const string TemporarySuffix = ".new";

    // RFC 5280, section 4.1.2.5: the date that says "no well-defined expiration". Clients pin the key and look at no calendar.
    private static readonly DateTimeOffset NoExpiry = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    internal static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(string path, string? keyPath)
    {
        var bytes = ReadBounded(path);
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains("-----BEGIN ", StringComparison.Ordinal)
            ? ReadPem(text, keyPath is null ? text : Encoding.UTF8.GetString(ReadBounded(keyPath)))
            : ReadPkcs12(bytes);
    }

    internal static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPem(string text, string keyText)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        if (all.Count == 0)
        {
            throw new CryptographicException("no certificate in it");
        }

        var leaf = X509Certificate2.CreateFromPem(text, keyText);
        all[0].Dispose();
        all.RemoveAt(0);
        return (leaf, all);
    }

    /// <summary>A new self-signed certificate and its private key, in PEM.</summary>
    internal static string CreatePem(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SDTP relay", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.CreateSelfSigned(clock.GetUtcNow().AddDays(-1), NoExpiry);
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    internal static void Create(string path, TimeProvider clock)
    {
        var pem = CreatePem(clock);
        try
        {
            WriteAtomically(path, Encoding.ASCII.GetBytes(pem));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TlsIdentityException($"The TLS certificate cannot be written to {path}: {e.Message}", e);
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPkcs12(byte[] bytes)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password: null);
        var leaf = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("no private key in it");
        all.Remove(leaf);
        return (leaf, all);
    }

    private static byte[] ReadBounded(string path)
    {
        if (new FileInfo(path).Length > FileBytesMax)
        {
            throw new CryptographicException($"larger than {FileBytesMax} bytes");
        }

        return File.ReadAllBytes(path);
    }

    private static void WriteAtomically(string path, byte[] bytes)
    {
        var temporary = path + TemporarySuffix;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A leftover of an interrupted start may carry other permissions, which opening it would keep.
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }
}
