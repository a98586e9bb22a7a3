using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdtp.Clustering.Tls;

/// <summary>The cluster's own certificate authority, with its key: issues one certificate for each role and nothing else.</summary>
public sealed class ClusterAuthority : IDisposable
{
    /// <summary>The longest that a certificate of a silo or gateway may be valid.</summary>
    public const int DaysMax = 3650;

    private const int AuthorityDays = 3650;
    private const int SerialBytes = 16;

    // A machine whose clock is late must not find the certificate too young.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _certificate;

    private ClusterAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>When the authority ends, and with it every certificate that it has issued.</summary>
    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>Makes a new authority, valid for ten years.</summary>
    /// <param name="clock">Says from when.</param>
    public static ClusterAuthority Create(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SDTP cluster authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var start = clock.GetUtcNow() - Backdating;
        return new ClusterAuthority(request.CreateSelfSigned(start, start.AddDays(AuthorityDays)));
    }

    /// <summary>Loads <c>ca.pem</c> and <c>ca.key</c>.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <exception cref="ClusterTlsException">One is missing or damaged, they do not fit, or it is no authority.</exception>
    public static ClusterAuthority Load(string folder)
    {
        var certificate = ClusterFiles.ReadPair(folder, ClusterFiles.Authority, ClusterFiles.AuthorityKey);
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            return new ClusterAuthority(certificate);
        }

        certificate.Dispose();
        throw new ClusterTlsException($"{Path.Combine(folder, ClusterFiles.Authority)} is no certificate authority.");
    }

    /// <summary>Issues a certificate with a new key.</summary>
    /// <param name="role">What its holder is.</param>
    /// <param name="days">For how many days from now; it never outlives the authority.</param>
    /// <param name="clock">Says what now is.</param>
    /// <returns>Certificate and key, to be disposed.</returns>
    /// <exception cref="ClusterTlsException">The authority itself has expired.</exception>
    public X509Certificate2 Issue(ClusterRole role, int days, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, DaysMax);
        var now = clock.GetUtcNow();
        if (now >= NotAfter)
        {
            throw new ClusterTlsException($"The authority expired on {NotAfter.ToUniversalTime():u}: make a new one in another folder.");
        }

        var start = Later(now - Backdating, _certificate.NotBefore);
        var end = Earlier(now.AddDays(days), NotAfter);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = CreateRequest(role, key).Create(_certificate, start, end, RandomNumberGenerator.GetBytes(SerialBytes));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>The certificate in PEM, which every process of the cluster needs.</summary>
    public string ExportCertificatePem() => _certificate.ExportCertificatePem();

    /// <summary>The key in PEM, which no process needs: whoever has it can make a silo.</summary>
    public string ExportKeyPem() => ExportKeyPem(_certificate);

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    internal static string ExportKeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new ClusterTlsException("The key is not an ECDSA key.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    private CertificateRequest CreateRequest(ClusterRole role, ECDsa key)
    {
        // A gateway is only ever the client of a connection inside the cluster.
        OidCollection uses = role == ClusterRole.Silo ? [PeerCheck.ServerUse, PeerCheck.ClientUse] : [PeerCheck.ClientUse];
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ClusterFiles.DnsName(role));
        var request = new CertificateRequest($"CN=SDTP {role.ToString().ToLowerInvariant()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        return request;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
