using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.TestKit;

namespace Sdtp.Gateway.Tests;

/// <summary>What a gateway process makes of <c>--cluster-tls</c>.</summary>
public sealed class ClusterTlsOptionTests
{
    private const string Account = "AccountName=one;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:1/one";

    [Fact]
    public void A_gateway_needs_the_certificate_of_a_gateway_only()
    {
        using var folder = MakeCertificates();
        File.Delete(folder.File("ca.key"));
        File.Delete(folder.File("silo.pem"));
        File.Delete(folder.File("silo.key"));

        using var host = GatewayHost.Create(Read(folder), static () => { });

        Assert.NotNull(host);
    }

    [Fact]
    public void Certificates_that_cannot_be_used_are_told_in_one_line_that_names_the_file()
    {
        using var folder = MakeCertificates();
        File.Delete(folder.File("gateway.pem"));

        var refused = Assert.Throws<StartException>(() => GatewayHost.Create(Read(folder), static () => { }));

        Assert.StartsWith($"--cluster-tls: {folder.File("gateway.pem")} does not exist", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static TestFolder MakeCertificates()
    {
        var folder = new TestFolder();
        ClusterCertificates.Make(folder.Path, authorityFolder: null, days: 1, TimeProvider.System);
        return folder;
    }

    private static GatewayHostOptions Read(TestFolder folder) => OptionsReader.Read(
        ClusterSettings.Of<GatewayHostOptions>(),
        new Dictionary<string, string> { ["--cluster-tls"] = folder.Path },
        name => name == "SDTP_STORAGE_CONNECTION_STRING" ? Account : null,
        []);
}
