using Sdtp.Clustering.Tls;
using Sdtp.TestKit;

namespace Sdtp.Clustering.Tests.Tls;

/// <summary>The certificates of one cluster, made as an operator makes them.</summary>
internal sealed class CertificateFolder : IDisposable
{
    internal const int Days = 90;
    private readonly TestFolder _folder = new();

    internal CertificateFolder(TimeProvider? clock = null, CertificateFolder? authority = null) =>
        ClusterCertificates.Make(_folder.Path, authority?.Path, Days, clock ?? TimeProvider.System);

    internal string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    internal string File(string name) => _folder.File(name);

    internal ClusterTls Load(ClusterRole role, TimeProvider? clock = null) => ClusterTls.Load(Path, role, clock ?? TimeProvider.System);
}
