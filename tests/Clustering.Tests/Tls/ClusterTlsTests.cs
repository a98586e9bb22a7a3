using Sdtp.Clustering.Tls;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Clustering.Tests.Tls;

public sealed class ClusterTlsTests
{
    [Theory]
    [InlineData(ClusterRole.Silo)]
    [InlineData(ClusterRole.Gateway)]
    public void What_was_made_is_loaded(ClusterRole role)
    {
        using var certificates = new CertificateFolder();

        using var tls = certificates.Load(role);

        Assert.Equal(role, tls.Role);
        Assert.InRange(
            tls.NotAfter - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromDays(CertificateFolder.Days - 1),
            TimeSpan.FromDays(CertificateFolder.Days));
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("silo.pem")]
    [InlineData("silo.key")]
    public void A_missing_file_is_named(string name)
    {
        using var certificates = new CertificateFolder();
        File.Delete(certificates.File(name));

        Assert.Contains($"{certificates.File(name)} does not exist", Refuse(certificates), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("silo.pem")]
    [InlineData("silo.key")]
    public void A_damaged_file_is_named(string name)
    {
        using var certificates = new CertificateFolder();
        File.WriteAllText(certificates.File(name), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        Assert.Contains(certificates.File(name), Refuse(certificates), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_another_certificate_is_refused()
    {
        using var certificates = new CertificateFolder();
        File.Copy(certificates.File("gateway.key"), certificates.File("silo.key"), overwrite: true);

        Assert.Contains("belongs to another certificate", Refuse(certificates), StringComparison.Ordinal);
    }

    [Fact]
    public void The_certificate_of_another_role_is_refused()
    {
        using var certificates = new CertificateFolder();
        File.Copy(certificates.File("gateway.key"), certificates.File("silo.key"), overwrite: true);
        File.Copy(certificates.File("gateway.pem"), certificates.File("silo.pem"), overwrite: true);

        Assert.Contains("another role", Refuse(certificates), StringComparison.Ordinal);
    }

    [Fact]
    public void The_authority_of_another_cluster_is_refused()
    {
        using var certificates = new CertificateFolder();
        using var other = new CertificateFolder();
        File.Copy(other.File("ca.pem"), certificates.File("ca.pem"), overwrite: true);

        Assert.Contains("was not issued by", Refuse(certificates), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CertificateFolder.Days + 1, "expired")]
    [InlineData(-1, "is valid only from")]
    public void A_certificate_out_of_date_is_refused(int daysFromNow, string said)
    {
        using var certificates = new CertificateFolder();

        Assert.Contains(said, Refuse(certificates, new ShiftedClock(TimeSpan.FromDays(daysFromNow))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renewal_keeps_the_authority_and_not_its_key()
    {
        using var certificates = new CertificateFolder();
        using var renewed = new CertificateFolder(authority: certificates);

        using var before = certificates.Load(ClusterRole.Silo);
        using var after = renewed.Load(ClusterRole.Silo);

        Assert.Equal(before.Authorities[0].RawData, after.Authorities[0].RawData);
        Assert.NotEqual(before.Certificate.RawData, after.Certificate.RawData);
        Assert.False(File.Exists(renewed.File("ca.key")));
    }

    [Theory]
    [InlineData("silo.pem")]
    [InlineData("gateway.key")]
    public void Nothing_is_replaced(string name)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File(name), "mine");

        var refused = Assert.Throws<ClusterTlsException>(
            () => ClusterCertificates.Make(folder.Path, authorityFolder: null, CertificateFolder.Days, TimeProvider.System));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal([folder.File(name)], Directory.GetFiles(folder.Path));
        Assert.Equal("mine", File.ReadAllText(folder.File(name)));
    }

    [Fact]
    public void Only_its_owner_can_read_what_is_made()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("FILE MODES ARE OF UNIX.");
            return;
        }

        using var certificates = new CertificateFolder();
        var files = Directory.GetFiles(certificates.Path);

        Assert.Equal(6, files.Length);
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static string Refuse(CertificateFolder certificates, TimeProvider? clock = null)
    {
        var refused = Assert.Throws<ClusterTlsException>(() => certificates.Load(ClusterRole.Silo, clock));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
