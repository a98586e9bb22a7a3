using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Sdtp.TestKit.Processes;

/// <summary>
/// The emulator as a storage account that is entered with the token of an identity in place of a key: over https, with a certificate of its
/// own. It reads a token's claims and not its signature, so a test can be the authority.
/// </summary>
public sealed class TokenAzurite : Azurite
{
    private readonly TestFolder _folder;
    private readonly X509Certificate2 _certificate;

    /// <summary>Starts nothing yet.</summary>
    public TokenAzurite()
        : this(new TestFolder())
    {
    }

    private TokenAzurite(TestFolder folder)
        : base(["--oauth", "basic", "--cert", folder.File("azurite.pem"), "--key", folder.File("azurite.key")])
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=azurite", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(folder.File("azurite.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("azurite.key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Where the tables are; skips the running test, loudly, where node or npm is missing.</summary>
    public Uri TableEndpoint => TableEndpointOf(Account);

    /// <summary>Whether a certificate is the emulator's own.</summary>
    /// <param name="certificate">What was shown.</param>
    public bool IsItsOwn(X509Certificate2? certificate) => certificate?.Thumbprint == _certificate.Thumbprint;

    /// <summary>A token for storage, of an authority that the emulator knows.</summary>
    /// <param name="expiresAt">When it ends.</param>
    public static string TokenUntil(DateTimeOffset expiresAt)
    {
        var claims = new
        {
            aud = "https://storage.azure.com",
            iss = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
            iat = expiresAt.AddHours(-2).ToUnixTimeSeconds(),
            nbf = expiresAt.AddHours(-2).ToUnixTimeSeconds(),
            exp = expiresAt.ToUnixTimeSeconds(),
        };
        return $"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(claims)}.{Convert.ToBase64String("none"u8).TrimEnd('=')}";
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static string Part<T>(T value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
