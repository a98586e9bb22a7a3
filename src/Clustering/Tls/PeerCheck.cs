using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sdtp.Clustering.Tls;

/// <summary>Judges certificates against the cluster's own authority: no root of the system counts, and nothing is looked up.</summary>
internal static class PeerCheck
{
    internal static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    internal static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    /// <summary>How a chain is built. A policy belongs to one chain, so each connection gets its own.</summary>
    internal static X509ChainPolicy CreatePolicy(X509Certificate2Collection authorities, Oid use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(use);
        return policy;
    }

    /// <param name="certificate">What the peer showed, if anything.</param>
    /// <param name="chain">Built with <see cref="CreatePolicy"/>.</param>
    /// <param name="allowed">The roles that may be at the other end.</param>
    internal static PeerFault Judge(X509Certificate2? certificate, X509Chain? chain, ReadOnlySpan<ClusterRole> allowed)
    {
        if (certificate is null || chain is null)
        {
            return PeerFault.NoCertificate;
        }

        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        var usable = status & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotValidForUsage);
        if (usable != X509ChainStatusFlags.NoError)
        {
            // Judged first: of a stranger's certificate neither date nor name means anything.
            return PeerFault.OtherAuthority;
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return PeerFault.OutOfDate;
        }

        foreach (var role in allowed)
        {
            if (ClusterFiles.HasRole(certificate, role))
            {
                return status == X509ChainStatusFlags.NoError ? PeerFault.None : PeerFault.WrongUse;
            }
        }

        return PeerFault.WrongRole;
    }
}
