namespace Sdtp.Clustering.Tls;

/// <summary>
/// Keeps a folder for each part of a cluster: <c>authority</c>, <c>silo</c> and <c>gateway</c>, each with what its machines need and no
/// more. Meant to be run again and again: what is good for long enough stays.
/// </summary>
public static class ClusterFolders
{
    private const string AuthorityFolder = "authority";

    /// <summary>Makes what is missing and renews what ends within <see cref="ClusterCertificateWatch.Notice"/>.</summary>
    /// <param name="folder">Where the three folders are, or are made.</param>
    /// <param name="days">For how many days from now new silo and gateway certificates are valid.</param>
    /// <param name="clock">Says what now is.</param>
    /// <returns>The files written, in order; none where all is well.</returns>
    /// <exception cref="ClusterTlsException">The authority is damaged or ends soon, or something cannot be written.</exception>
    public static IReadOnlyList<string> Provide(string folder, int days, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(clock);
        var written = new List<string>();
        var authorityFolder = Path.Combine(folder, AuthorityFolder);
        using var authority = FindAuthority(authorityFolder, clock, written);
        if (authority.NotAfter - clock.GetUtcNow() <= ClusterCertificateWatch.Notice)
        {
            throw new ClusterTlsException(
                $"The authority in {authorityFolder} ends on {authority.NotAfter.ToUniversalTime():u}: make a new one in another folder.");
        }

        foreach (var role in (ClusterRole[])[ClusterRole.Silo, ClusterRole.Gateway])
        {
            var roleFolder = Path.Combine(folder, ClusterFiles.Stem(role));
            if (IsGood(roleFolder, role, authority, days, clock))
            {
                continue;
            }

            using var certificate = authority.Issue(role, days, clock);
            written.AddRange(ClusterCertificates.Replace(
                roleFolder,
                [
                    (ClusterFiles.Authority, authority.ExportCertificatePem()),
                    (ClusterFiles.Key(role), ClusterAuthority.ExportKeyPem(certificate)),
                    (ClusterFiles.Certificate(role), certificate.ExportCertificatePem()),
                ]));
        }

        return written;
    }

    private static ClusterAuthority FindAuthority(string folder, TimeProvider clock, List<string> written)
    {
        if (Path.Exists(Path.Combine(folder, ClusterFiles.Authority)) || Path.Exists(Path.Combine(folder, ClusterFiles.AuthorityKey)))
        {
            // Half of a pair is refused there: a new authority in silence would part the cluster from those who know the old one.
            return ClusterAuthority.Load(folder);
        }

        var made = ClusterAuthority.Create(clock);
        written.AddRange(ClusterCertificates.Replace(
            folder, [(ClusterFiles.AuthorityKey, made.ExportKeyPem()), (ClusterFiles.Authority, made.ExportCertificatePem())]));
        return made;
    }

    /// <summary>
    /// Whether a process could start on the folder, meet the others and go on for long enough. All in it can be made anew, damaged or not.
    /// </summary>
    private static bool IsGood(string folder, ClusterRole role, ClusterAuthority authority, int days, TimeProvider clock)
    {
        try
        {
            using var tls = ClusterTls.Load(folder, role, clock);

            // Certificates for a few days would be renewed at every run, if the notice were longer than they last.
            var notice = TimeSpan.FromTicks(Math.Min(ClusterCertificateWatch.Notice.Ticks, TimeSpan.FromDays(days).Ticks / 2));
            return tls.NotAfter - clock.GetUtcNow() > notice
                && tls.Authorities.Any(known => known.ExportCertificatePem() == authority.ExportCertificatePem());
        }
        catch (ClusterTlsException)
        {
            return false;
        }
    }
}
