using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdtp.Clustering.Tls;

/// <summary>Names and reading of the files in a folder of cluster certificates.</summary>
internal static class ClusterFiles
{
    internal const string Authority = "ca.pem";
    internal const string AuthorityKey = "ca.key";
    private const long FileBytesMax = 1024 * 1024;

    /// <summary>The role in the names of files, folders and hosts.</summary>
    internal static string Stem(ClusterRole role) => role == ClusterRole.Silo ? "silo" : "gateway";

    internal static string Certificate(ClusterRole role) => $"{Stem(role)}.pem";

    internal static string Key(ClusterRole role) => $"{Stem(role)}.key";

    /// <summary>The role as the one DNS name of its certificate: a name reserved for private use, which nothing ever resolves.</summary>
    internal static string DnsName(ClusterRole role) => $"{Stem(role)}.sdtp.internal";

    /// <summary>Whether the certificate names exactly this role.</summary>
    internal static bool HasRole(X509Certificate2 certificate, ClusterRole role)
    {
        // Compared whole: a wildcard, which the usual matching of names honours, would stand for both roles.
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
        return names.SequenceEqual([DnsName(role)], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every certificate in <c>ca.pem</c>: two while one authority takes over from another.</summary>
    internal static X509Certificate2Collection ReadAuthorities(string folder)
    {
        var path = Path.Combine(folder, Authority);
        var authorities = new X509Certificate2Collection();
        var text = ReadText(path);
        Guard(path, () => authorities.ImportFromPem(text));
        return authorities.Count > 0 ? authorities : throw new ClusterTlsException($"{path} holds no certificate.");
    }

    internal static X509Certificate2 ReadPair(string folder, string certificateName, string keyName)
    {
        var certificatePath = Path.Combine(folder, certificateName);
        var keyPath = Path.Combine(folder, keyName);
        var certificate = ReadText(certificatePath);
        var key = ReadText(keyPath);
        return Guard($"{certificatePath} with {keyPath}", () => X509Certificate2.CreateFromPem(certificate, key));
    }

    private static string ReadText(string path)
    {
        try
        {
            return new FileInfo(path).Length <= FileBytesMax
                ? File.ReadAllText(path)
                : throw new ClusterTlsException($"{path} is larger than {FileBytesMax} bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClusterTlsException($"{path} does not exist: make the cluster's certificates with sdtp-admin certificates.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterTlsException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ClusterTlsException($"{path} is damaged, or the key belongs to another certificate ({e.Message}).", e);
        }
    }

    private static void Guard(string path, Action read) => Guard(path, () =>
    {
        read();
        return true;
    });
}
