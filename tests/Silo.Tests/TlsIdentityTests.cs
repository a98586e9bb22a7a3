using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Clustering.Identity;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests;

public sealed class TlsIdentityTests
{
    [Fact]
    public void It_is_made_once_and_found_again()
    {
        using var folder = new TestFolder();

        using var made = TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System);
        using var found = TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System);

        Assert.True(found.Certificate.HasPrivateKey);
        Assert.Equal((made.KeyPin, made.CertificateHash), (found.KeyPin, found.CertificateHash));
        Assert.Equal([folder.File(TlsIdentity.FileName)], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Pin_and_hash_are_of_the_key_and_of_the_certificate()
    {
        using var folder = new TestFolder();
        using var identity = TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System);

        Assert.Equal(SHA256.HashData(identity.Certificate.PublicKey.ExportSubjectPublicKeyInfo()), identity.KeyPin.ToArray());
        Assert.Equal(SHA256.HashData(identity.Certificate.RawData), identity.CertificateHash.ToArray());
    }

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("FILE MODES ARE OF UNIX.");
            return;
        }

        using var folder = new TestFolder();

        using var identity = TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(TlsIdentity.FileName)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_damaged_file_is_refused_and_left_as_it_is(string content)
    {
        using var folder = new TestFolder();
        var path = folder.File(TlsIdentity.FileName);
        File.WriteAllText(path, content);

        var refused = Assert.Throws<TlsIdentityException>(() => TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void The_key_of_another_certificate_is_refused()
    {
        using var one = new TestFolder();
        using var other = new TestFolder();
        using var first = TlsIdentity.LoadOrCreate(one.Path, TimeProvider.System);
        using var second = TlsIdentity.LoadOrCreate(other.Path, TimeProvider.System);

        Assert.Throws<TlsIdentityException>(() => TlsIdentity.Load(one.File(TlsIdentity.FileName), other.File(TlsIdentity.FileName)));
    }

    [Fact]
    public void A_certificate_can_be_given_as_pkcs12()
    {
        using var folder = new TestFolder();
        using var identity = TlsIdentity.LoadOrCreate(folder.Path, TimeProvider.System);
        File.WriteAllBytes(folder.File("given.pfx"), identity.Certificate.Export(X509ContentType.Pkcs12));

        using var given = TlsIdentity.Load(folder.File("given.pfx"), keyPath: null);

        Assert.Equal(identity.CertificateHash, given.CertificateHash);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TestFolder();

        var refused = Assert.Throws<TlsIdentityException>(() => TlsIdentity.Load(folder.File("absent.pem"), keyPath: null));

        Assert.Contains("absent.pem", refused.Message, StringComparison.Ordinal);
    }
}
