using System.Security.Cryptography.X509Certificates;

namespace Sdtp.Clustering.Tls;

/// <summary>
/// The certificate that a silo or a gateway shows inside its cluster, and the authorities whose certificates it accepts. Loaded once:
/// a renewed certificate is taken up by a restart, one process after the other.
/// </summary>
public sealed class ClusterTls : IDisposable
{
    private ClusterTls(ClusterRole role, X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        Role = role;
        Certificate = certificate;
        Authorities = authorities;
    }

    /// <summary>What this process is.</summary>
    public ClusterRole Role { get; }

    /// <summary>When the certificate ends. Connections open by then stay; no new one comes about.</summary>
    public DateTimeOffset NotAfter => Certificate.NotAfter;

    internal X509Certificate2 Certificate { get; }

    internal X509Certificate2Collection Authorities { get; }

    /// <summary>Loads <c>ca.pem</c> and the certificate and key of a role, as <c>sdtp-admin certificates</c> makes them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="role">What this process is: <c>silo.pem</c> and <c>silo.key</c>, or <c>gateway.pem</c> and <c>gateway.key</c>.</param>
    /// <param name="clock">Says whether the certificate is valid now.</param>
    /// <exception cref="ClusterTlsException">
    /// A file is missing, damaged or out of date, or certificate, key, authority and role do not belong together.
    /// </exception>
    public static ClusterTls Load(string folder, ClusterRole role, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var authorities = ClusterFiles.ReadAuthorities(folder);
        var certificate = ClusterFiles.ReadPair(folder, ClusterFiles.Certificate(role), ClusterFiles.Key(role));
        var tls = new ClusterTls(role, certificate, authorities);
        try
        {
            tls.Check(Path.Combine(folder, ClusterFiles.Certificate(role)), clock);
        }
        catch
        {
            tls.Dispose();
            throw;
        }

        return tls;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var authority in Authorities)
        {
            authority.Dispose();
        }
    }

    /// <summary>What every peer would refuse is refused here, where the file can be named.</summary>
    private void Check(string path, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        using var chain = new X509Chain();
        chain.ChainPolicy = PeerCheck.CreatePolicy(Authorities, PeerCheck.ClientUse);
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.Build(Certificate);
        var fault = PeerCheck.Judge(Certificate, chain, [Role]);
        if (fault != PeerFault.None)
        {
            throw new ClusterTlsException($"{path} {Explain(fault, now)}");
        }
    }

    private string Explain(PeerFault fault, DateTimeOffset now) => fault switch
    {
        PeerFault.OtherAuthority => $"was not issued by an authority in the {ClusterFiles.Authority} beside it: take both from one folder.",
        PeerFault.OutOfDate when now < Certificate.NotBefore =>
            $"is valid only from {Certificate.NotBefore.ToUniversalTime():u}: is the clock of this machine right?",
        PeerFault.OutOfDate =>
            $"or its authority has expired (the certificate: {Certificate.NotAfter.ToUniversalTime():u}); "
            + "make new ones with sdtp-admin certificates.",
        PeerFault.WrongRole => $"does not say {ClusterFiles.DnsName(Role)}: it is the certificate of another role.",
        _ => "is not made for TLS between the parts of a cluster: make it with sdtp-admin certificates.",
    };
}
