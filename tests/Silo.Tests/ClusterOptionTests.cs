using Sdtp.Clustering.Tls;
using Sdtp.Gateway.Configuration;
using Sdtp.Silo.Configuration;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests;

/// <summary>How a silo is told to join a cluster, and what it refuses before it has started anything.</summary>
public sealed class ClusterOptionTests
{
    private const string Account = "AccountName=one;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:1/one";
    private const string Other = "UseDevelopmentStorage=true";
    private const string ConnectionVariable = "SDTP_STORAGE_CONNECTION_STRING";

    [Fact]
    public void Several_accounts_are_given_one_a_line()
    {
        var options = Read(new() { [ConnectionVariable] = $"{Account}\n\n {Other} \n" });

        Assert.Equal([Account, Other], options.StorageConnectionStrings);
    }

    [Fact]
    public void Several_accounts_are_given_as_a_list_in_the_file()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File("appsettings.json"), $$"""{ "Sdtp": { "StorageConnectionString": ["{{Account}}", "{{Other}}"] } }""");

        var options = SiloOptionsReader.Read(new Dictionary<string, string>(), _ => null, [folder.Path]);

        Assert.Equal([Account, Other], options.StorageConnectionStrings);
    }

    [Fact]
    public void A_connection_string_has_no_flag()
    {
        var command = SiloCommand.Create((_, _) => Task.FromResult(0));

        Assert.NotEmpty(command.Parse(["--storage-connection-string", Account]).Errors);
    }

    [Fact]
    public void The_gateway_is_hosted_with_sqlite_and_not_with_azure_unless_told_otherwise()
    {
        Assert.True(Read([]).IsGatewayHosted);
        Assert.False(Read(new() { ["SDTP_STORAGE"] = "azure" }).IsGatewayHosted);
        Assert.True(Read(new() { ["SDTP_STORAGE"] = "azure", ["SDTP_GATEWAY"] = "true" }).IsGatewayHosted);
    }

    [Theory]
    [InlineData("SDTP_STORAGE", "postgres")]
    [InlineData("SDTP_STORAGE", "1")]
    [InlineData("SDTP_STORAGE_ENDPOINT", "http://account.table.core.windows.net")]
    [InlineData("SDTP_SILO_ADDRESS", "somewhere")]
    [InlineData("SDTP_SILO_GATEWAY_PORT", "65536")]
    [InlineData("SDTP_GATEWAY", "maybe")]
    [InlineData("SDTP_STORAGE_CONNECTION_STRING", "AccountName=one;AccountKey")]
    [InlineData("SDTP_STORAGE_CONNECTION_STRING", "UseDevelopmentStorage=true\nnonsense")]
    public void A_value_of_the_wrong_kind_is_refused_by_name(string variable, string value)
    {
        var refused = Assert.Throws<StartException>(() => Read(new() { [variable] = value }));

        Assert.True(refused.IsBadOption);
        Assert.StartsWith(variable, refused.Message, StringComparison.Ordinal);
        Assert.True(variable != ConnectionVariable || !refused.Message.Contains(value, StringComparison.Ordinal), "It repeats a secret.");
    }

    [Fact]
    public void One_file_serves_a_silo_and_a_gateway_and_a_misspelt_key_is_refused_by_both()
    {
        using var folder = new TestFolder();
        var keys = Settings.All.Select(setting => setting.FileKey.Split(':')[1]).ToList();
        var values = keys.Select(key => $"\"{key}\": \"{(key == "Listen" ? "127.0.0.1:5001" : "of another program")}\"");
        File.WriteAllText(folder.File("appsettings.json"), $$"""{ "Sdtp": { {{string.Join(", ", values)}} } }""");
        List<Setting<GatewayHostOptions>> gateway = [GatewaySettings.Of<GatewayHostOptions>()[0]];

        var options = OptionsReader.Read(gateway, new Dictionary<string, string>(), _ => null, [folder.Path]);

        Assert.Equal(5001, options.Listen.Port);
        File.WriteAllText(folder.File("appsettings.json"), """{ "Sdtp": { "Listn": "127.0.0.1:5001" } }""");
        Assert.Throws<StartException>(() => OptionsReader.Read(gateway, new Dictionary<string, string>(), _ => null, [folder.Path]));
        Assert.Throws<StartException>(() => SiloOptionsReader.Read(new Dictionary<string, string>(), _ => null, [folder.Path]));
    }

    [Theory]
    [InlineData("--storage azure needs a storage account", "SDTP_STORAGE=azure")]
    [InlineData(
        "exclude each other", "SDTP_STORAGE=azure", $"{ConnectionVariable}={Other}", "SDTP_STORAGE_ENDPOINT=https://a.example")]
    [InlineData(
        "can be reached by other machines", "SDTP_STORAGE=azure", $"{ConnectionVariable}={Other}", "SDTP_SILO_ADDRESS=10.0.0.1")]
    [InlineData("--gateway false needs --storage azure", "SDTP_GATEWAY=false")]
    [InlineData("--silo-gateway-port needs --storage azure", "SDTP_SILO_GATEWAY_PORT=30000")]
    [InlineData("--silo-address needs --storage azure", "SDTP_SILO_ADDRESS=10.0.0.1")]
    [InlineData("--cluster-tls needs --storage azure", "SDTP_CLUSTER_TLS=certificates")]
    public void Options_that_contradict_each_other_are_refused(string complaint, params string[] settings)
    {
        var environment = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var refused = Assert.Throws<StartException>(() => SiloHost.Create(Read(environment)));

        Assert.True(refused.IsBadOption);
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_others_reach_needs_the_certificates_of_the_cluster()
    {
        using var folder = new TestFolder();
        ClusterCertificates.Make(folder.Path, authorityFolder: null, days: 1, TimeProvider.System);
        var environment = new Dictionary<string, string>
        {
            ["SDTP_STORAGE"] = "azure",
            [ConnectionVariable] = Account,
            ["SDTP_SILO_ADDRESS"] = "10.0.0.1",
            ["SDTP_SILO_PORT"] = "30000",
            ["SDTP_SILO_GATEWAY_PORT"] = "30001",
        };

        var refused = Assert.Throws<StartException>(() => SiloHost.Create(Read(environment)));
        environment["SDTP_CLUSTER_TLS"] = folder.Path;
        using var host = SiloHost.Create(Read(environment));

        Assert.Contains("--cluster-tls", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_that_cannot_be_used_are_told_in_one_line_that_names_the_file()
    {
        using var folder = new TestFolder();
        ClusterCertificates.Make(folder.Path, authorityFolder: null, days: 1, TimeProvider.System);
        File.Delete(folder.File("silo.key"));

        var refused = Assert.Throws<StartException>(() => SiloHost.Create(
            Read(new() { ["SDTP_STORAGE"] = "azure", [ConnectionVariable] = Account, ["SDTP_CLUSTER_TLS"] = folder.Path })));

        Assert.StartsWith($"--cluster-tls: {folder.File("silo.key")} does not exist", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_storage_account_that_cannot_be_reached_is_told_in_one_line_without_the_secret()
    {
        var options = Read(new() { ["SDTP_STORAGE"] = "azure", [ConnectionVariable] = Account });
        using var host = SiloHost.Create(options);

        var refused = await Assert.ThrowsAsync<StartException>(
            () => SiloHost.StartAsync(host, options, TestContext.Current.CancellationToken));

        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static SiloOptions Read(Dictionary<string, string> environment) =>
        SiloOptionsReader.Read(new Dictionary<string, string>(), environment.GetValueOrDefault, []);
}
