using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Silo.Tests.Support;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;

namespace Sdtp.Silo.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task It_prints_where_it_listens_and_its_pinned_address_and_nothing_else()
    {
        using var folder = new TestFolder();
        await using var silo = await SiloProcess.StartAsync(folder.Path, null, "--listen", "127.0.0.1:0");

        var pin = await PinShownAsync(silo.Port);
        var exit = await silo.InterruptAsync();

        Assert.Equal($"[Server] Listening on 127.0.0.1:{silo.Port}", silo.ListeningLine);
        Assert.Equal($"sdtp://127.0.0.1:{silo.Port}#{pin}", silo.Address);
        Assert.Equal(new SiloExit(0, "", ""), exit);
        Assert.True(File.Exists(folder.File("data/sdtp.db")), "The default data folder is ./data below the current directory.");
    }

    [Fact]
    public async Task It_stops_with_a_client_connected_and_keeps_its_address_across_a_restart()
    {
        using var folder = new TestFolder();
        await using var first = await SiloProcess.StartAsync(folder.Path, null, "--listen", $"127.0.0.1:{FreePort.Find()}");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, first.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("relay");

        var exit = await first.TerminateAsync();
        await using var second = await SiloProcess.StartAsync(folder.Path, null, "--listen", $"127.0.0.1:{first.Port}");

        Assert.Equal(0, exit.Code);
        Assert.Equal(first.Address, second.Address);
    }

    [Fact]
    public async Task After_a_kill_it_starts_again_on_the_same_folder()
    {
        using var folder = new TestFolder();
        await using var first = await SiloProcess.StartAsync(folder.Path, null, "--listen", $"127.0.0.1:{FreePort.Find()}");
        await first.KillAsync();

        await using var second = await SiloProcess.StartAsync(folder.Path, null, "--listen", $"127.0.0.1:{first.Port}");

        Assert.Equal(first.Address, second.Address);
    }

    [Fact]
    public async Task A_certificate_can_be_given()
    {
        using var folder = new TestFolder();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=relay.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(folder.File("given.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("given.key"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await using var silo = await SiloProcess.StartAsync(
            folder.Path, null, "--listen", "127.0.0.1:0", "--certificate", "given.pem", "--certificate-key", "given.key");

        var pin = Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        Assert.EndsWith($"#{pin}", silo.Address, StringComparison.Ordinal);
        Assert.Equal(pin, await PinShownAsync(silo.Port));
        Assert.False(File.Exists(folder.File("data/tls-identity.pem")), "No certificate is made beside a given one.");
    }

    [Fact]
    public async Task Two_relays_run_side_by_side_on_one_machine()
    {
        using var one = new TestFolder();
        using var other = new TestFolder();
        await using var first = await SiloProcess.StartAsync(one.Path, null, "--listen", "127.0.0.1:0");
        await using var second = await SiloProcess.StartAsync(other.Path, null, "--listen", "127.0.0.1:0");

        Assert.NotEqual(await PinShownAsync(first.Port), await PinShownAsync(second.Port));
    }

    private static async Task<string> PinShownAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("relay");
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls13, tls.SslProtocol);
        using var shown = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return Convert.ToHexStringLower(SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
