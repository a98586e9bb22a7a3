using System.Net;
using System.Net.Sockets;
using Sdtp.Silo.Tests.Support;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests;

/// <summary>Whatever keeps the relay from starting: one line, a non-zero exit, no stack trace, nothing overwritten.</summary>
public sealed class StartFailureTests
{
    private const int StartFailed = 1;
    private const int BadOption = 2;

    [Fact]
    public async Task A_port_in_use()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--listen", address);

        AssertOneLine(exit, StartFailed, address, "in use", "--listen");
    }

    [Fact]
    public async Task A_data_folder_that_another_relay_uses()
    {
        using var folder = new TestFolder();
        await using var running = await SiloProcess.StartAsync(folder.Path, null, "--listen", "127.0.0.1:0");

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--listen", "127.0.0.1:0");

        AssertOneLine(exit, StartFailed, folder.File("data"), "in use");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("occupied"), "mine", TestContext.Current.CancellationToken);

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--listen", "127.0.0.1:0", "--data", "occupied");

        AssertOneLine(exit, StartFailed, folder.File("occupied"));
        Assert.Equal("mine", await File.ReadAllTextAsync(folder.File("occupied"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("sdtp.db")]
    [InlineData("tls-identity.pem")]
    public async Task A_damaged_file_is_named_and_left_as_it_is(string name)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.File("data"));
        var path = folder.File($"data/{name}");
        var noise = new byte[8_192];
        Array.Fill<byte>(noise, 0x5A);
        await File.WriteAllBytesAsync(path, noise, TestContext.Current.CancellationToken);

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--listen", "127.0.0.1:0");

        AssertOneLine(exit, StartFailed, path);
        Assert.Equal(noise, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_certificate_without_its_key()
    {
        using var folder = new TestFolder();
        await using (await SiloProcess.StartAsync(folder.Path, null, "--listen", "127.0.0.1:0"))
        {
        }

        var identity = await File.ReadAllTextAsync(folder.File("data/tls-identity.pem"), TestContext.Current.CancellationToken);
        var certificateOnly = identity[..identity.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal)];
        await File.WriteAllTextAsync(folder.File("given.pem"), certificateOnly, TestContext.Current.CancellationToken);

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--listen", "127.0.0.1:0", "--certificate", "given.pem");

        AssertOneLine(exit, StartFailed, folder.File("given.pem"), "private key");
    }

    [Theory]
    [InlineData("--listen", "5000")]
    [InlineData("--connections", "0")]
    [InlineData("--no-such-option", "1")]
    public async Task A_bad_option(string flag, string value)
    {
        using var folder = new TestFolder();

        var exit = await SiloProcess.RunAsync(folder.Path, null, flag, value);

        AssertOneLine(exit, BadOption);
    }

    [Fact]
    public async Task Plain_tcp_where_other_machines_can_reach_it()
    {
        using var folder = new TestFolder();

        var exit = await SiloProcess.RunAsync(folder.Path, null, "--plaintext", "--listen", "0.0.0.0:0");

        AssertOneLine(exit, BadOption, "loopback");
    }

    private static void AssertOneLine(SiloExit exit, int code, params string[] parts)
    {
        Assert.Equal(code, exit.Code);
        Assert.Equal("", exit.Output);
        Assert.StartsWith("sdtp-silo: ", exit.Error, StringComparison.Ordinal);
        Assert.Single(exit.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", exit.Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, exit.Error, StringComparison.Ordinal));
    }
}
