using System.Net;
using Sdtp.Gateway;
using Sdtp.Gateway.Configuration;
using Sdtp.Grains;
using Sdtp.Silo.Configuration;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests;

public sealed class SiloOptionsReaderTests
{
    [Fact]
    public void With_nothing_given_the_defaults_hold()
    {
        var options = SiloOptionsReader.Read(NoFlags, _ => null, []);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5000), options.Listen);
        Assert.Equal("./data", options.DataFolder);
        Assert.Null(options.CertificatePath);
        Assert.Null(options.Gateway);
        Assert.Null(options.Mailboxes);
    }

    [Fact]
    public void Flags_win_over_the_environment_and_that_over_the_file()
    {
        using var folder = new TestFolder();
        const string file = """{ "Sdtp": { "Listen": "127.0.0.1:1", "Data": "of-file", "LogLevel": "Error" } }""";
        File.WriteAllText(folder.File("appsettings.json"), file);
        var environment = new Dictionary<string, string> { ["SDTP_LISTEN"] = "127.0.0.1:2", ["SDTP_DATA"] = "of-environment" };
        var flags = new Dictionary<string, string> { ["--listen"] = "127.0.0.1:3" };

        var options = SiloOptionsReader.Read(flags, environment.GetValueOrDefault, [folder.Path]);

        Assert.Equal(3, options.Listen.Port);
        Assert.Equal("of-environment", options.DataFolder);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Error, options.LogLevel);
    }

    [Fact]
    public void The_file_of_the_current_folder_wins_over_the_one_beside_the_program()
    {
        using var program = new TestFolder();
        using var current = new TestFolder();
        File.WriteAllText(program.File("appsettings.json"), """{ "Sdtp": { "Data": "program", "SiloPort": 11111 } }""");
        File.WriteAllText(current.File("appsettings.json"), """{ "Sdtp": { "Data": "current" }, "Other": { "Key": 1 } }""");

        var options = SiloOptionsReader.Read(NoFlags, _ => null, [program.Path, current.Path]);

        Assert.Equal("current", options.DataFolder);
        Assert.Equal(11_111, options.SiloPort);
    }

    [Fact]
    public void Every_limit_reaches_the_options_that_it_names()
    {
        var flags = new Dictionary<string, string>
        {
            ["--plaintext"] = "true",
            ["--connections"] = "11",
            ["--lookups-per-minute"] = "12",
            ["--idle-seconds"] = "13",
            ["--mailbox-messages"] = "14",
            ["--retention-seconds"] = "15",
        };
        var gateway = new GatewayOptions();
        var mailboxes = new MailboxOptions();

        var options = SiloOptionsReader.Read(flags, _ => null, []);
        options.Gateway!(gateway);
        options.Mailboxes!(mailboxes);

        Assert.True(gateway.Plaintext);
        Assert.Equal((11, 12, TimeSpan.FromSeconds(13)), (gateway.ConnectionsMax, gateway.LookupsPerMinute, gateway.IdleTimeout));
        Assert.Equal((14, TimeSpan.FromSeconds(15)), (mailboxes.MailboxMessagesMax, mailboxes.Retention));
    }

    [Theory]
    [InlineData("localhost:7", "127.0.0.1:7")]
    [InlineData("0.0.0.0:8", "0.0.0.0:8")]
    [InlineData("[::1]:9", "[::1]:9")]
    public void An_address_and_a_port_are_taken(string text, string endPoint)
    {
        var flags = new Dictionary<string, string> { ["--listen"] = text };

        Assert.Equal(IPEndPoint.Parse(endPoint), SiloOptionsReader.Read(flags, _ => null, []).Listen);
    }

    [Theory]
    [InlineData("--listen", "5000")]
    [InlineData("--listen", "127.0.0.1")]
    [InlineData("--listen", "::1")]
    [InlineData("--listen", "nowhere:5000")]
    [InlineData("--listen", "127.0.0.1:65536")]
    [InlineData("--log-level", "loud")]
    [InlineData("--log-level", "3")]
    [InlineData("--plaintext", "perhaps")]
    [InlineData("--idle-seconds", "-1")]
    [InlineData("--connections", "1e3")]
    [InlineData("--mailbox-bytes", "9999999999999999")]
    [InlineData("--data", "")]
    public void A_flag_that_cannot_be_meant_is_refused_by_name(string flag, string value)
    {
        var refused = Assert.Throws<StartException>(
            () => SiloOptionsReader.Read(new Dictionary<string, string> { [flag] = value }, _ => null, []));

        Assert.True(refused.IsBadOption);
        Assert.StartsWith($"{flag} must be ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Sdtp": { "Lissten": "127.0.0.1:1" } }""", "Lissten")]
    [InlineData("""{ "Sdtp": { "Listen": "here" } }""", "Sdtp:Listen")]
    [InlineData("""{ "Sdtp": """, "appsettings.json")]
    public void A_file_that_cannot_be_meant_is_refused_by_name(string text, string named)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File("appsettings.json"), text);

        var refused = Assert.Throws<StartException>(() => SiloOptionsReader.Read(NoFlags, _ => null, [folder.Path]));

        Assert.True(refused.IsBadOption);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_cannot_be_meant_is_refused_by_name()
    {
        var refused = Assert.Throws<StartException>(
            () => SiloOptionsReader.Read(NoFlags, name => name == "SDTP_PENDING_REQUESTS" ? "many" : null, []));

        Assert.Contains("SDTP_PENDING_REQUESTS", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_has_names_of_its_own()
    {
        Assert.Distinct(Settings.All.Select(setting => setting.Flag));
        Assert.Distinct(Settings.All.Select(setting => setting.EnvironmentName));
        Assert.Distinct(Settings.All.Select(setting => setting.FileKey));
    }

    private static Dictionary<string, string> NoFlags => [];
}
