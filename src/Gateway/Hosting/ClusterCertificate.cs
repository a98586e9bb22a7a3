using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Gateway.Hosting;

/// <summary>The certificate that <c>--cluster-tls</c> names.</summary>
public static class ClusterCertificate
{
    /// <summary>Loads it. It is used until the process ends, so nobody disposes it.</summary>
    /// <param name="options">The options of a gateway or silo program.</param>
    /// <param name="role">What the program is.</param>
    /// <returns>Null where the option was not given.</returns>
    /// <exception cref="StartException">The folder holds nothing that can be used; the message names the file.</exception>
    public static ClusterTls? Load(GatewayHostOptions options, ClusterRole role)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return options.ClusterTlsFolder is { } folder ? ClusterTls.Load(Path.GetFullPath(folder), role, TimeProvider.System) : null;
        }
        catch (ClusterTlsException e)
        {
            throw new StartException($"--cluster-tls: {e.Message}", inner: e);
        }
    }
}
