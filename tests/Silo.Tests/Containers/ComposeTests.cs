using System.Text.RegularExpressions;
using Sdtp.Gateway.Configuration;
using Sdtp.Silo.Configuration;
using Sdtp.Silo.Hosting;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests.Containers;

/// <summary>docker-compose.yml stays true to the programs and the Dockerfile, without an engine to bring it up.</summary>
public sealed partial class ComposeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Load();
    private static readonly IReadOnlyList<DockerStage> Stages = DockerStage.LoadAll();

    public static TheoryData<string> Services => [.. Compose.Services.Keys];

    private static ComposeService Silo => Compose.Services["silo"];

    private static ComposeService Gateway => Compose.Services["gateway"];

    [Fact]
    public void It_has_the_parts_of_a_cluster()
    {
        Assert.Equal(["azurite", "certificates", "gateway", "silo"], Compose.Services.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_is_built_from_a_stage_and_bounded(string name)
    {
        var service = Compose.Services[name];

        Assert.Contains(service.Build.Target, Stages.Select(stage => stage.Name));
        Assert.Equal((".", $"sdtp-{service.Build.Target}"), (service.Build.Context, service.Image));
        Assert.NotNull(service.MemLimit);
        Assert.NotNull(service.Cpus);
        Assert.NotNull(service.PidsLimit);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_may_do_little(string name)
    {
        var service = Compose.Services[name];

        Assert.Equal(Stages.Single(stage => stage.Name == service.Build.Target).Last("USER"), service.User);
        Assert.True(service.ReadOnly);
        Assert.False(service.Privileged);
        Assert.Equal(["ALL"], service.CapDrop);
        Assert.Equal(["no-new-privileges:true"], service.SecurityOpt);
        Assert.DoesNotContain(service.Command, word => word.Contains("AccountKey", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_keeps_its_data_in_named_volumes_only(string name)
    {
        Assert.Subset(
            Compose.Volumes.Keys.ToHashSet(), Compose.Services[name].Volumes.Select(volume => volume.Split(':')[0]).ToHashSet());
    }

    [Fact]
    public void The_silo_s_settings_are_accepted_and_agree_with_each_other()
    {
        // The address itself is the container's, and this machine may have several.
        var options = Read(Silo, Settings.All, name => name == "SDTP_SILO_ADDRESS" ? "10.0.0.1" : Silo.Variable(name));

        OptionRules.Check(options);
        Assert.Equal("auto", Silo.Variable("SDTP_SILO_ADDRESS"));
        Assert.Equal(StorageKind.Azure, options.Storage);
        Assert.NotEqual(0, options.SiloPort);
        Assert.NotEqual(0, options.SiloGatewayPort);
        AssertMounted(Silo, options.ClusterTlsFolder, "silo-certificates");
    }

    [Fact]
    public void The_gateway_s_settings_are_accepted_and_its_port_is_published_on_a_range()
    {
        var options = Read(Gateway, GatewayProgramSettings.All, Gateway.Variable);

        var port = PublishedRange().Match(Assert.Single(Gateway.Ports));
        Assert.Equal(options.Listen.ToString(), "0.0.0.0:" + port.Groups["inside"].Value);
        Assert.Equal("5000", port.Groups["first"].Value);
        Assert.Equal("5009", port.Groups["last"].Value);
        AssertMounted(Gateway, options.ClusterTlsFolder, "gateway-certificates");
    }

    [Fact]
    public void Both_use_one_storage_account_which_is_the_emulator_by_default()
    {
        var text = Silo.Variable("SDTP_STORAGE_CONNECTION_STRING");

        Assert.Equal(text, Gateway.Variable("SDTP_STORAGE_CONNECTION_STRING"));
        Assert.Contains("AccountName=devstoreaccount1;", text, StringComparison.Ordinal);
        Assert.Contains("TableEndpoint=http://azurite:10002/devstoreaccount1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_gateways_are_reached_from_outside()
    {
        Assert.Equal(["gateway"], Compose.Services.Where(service => service.Value.Ports.Count > 0).Select(service => service.Key));
    }

    [Fact]
    public void Nobody_but_the_one_that_issues_sees_the_authority()
    {
        var who = Compose.Services.Where(service => service.Value.Volumes.Any(v => v.StartsWith("authority:", StringComparison.Ordinal)));

        Assert.Equal(["certificates"], who.Select(service => service.Key));
        Assert.Equal(["provision", "--out", "/certificates"], Compose.Services["certificates"].Command);
        Assert.Equal(
            ["authority:/certificates/authority", "silo-certificates:/certificates/silo", "gateway-certificates:/certificates/gateway"],
            Compose.Services["certificates"].Volumes);
    }

    [Fact]
    public void Each_starts_when_what_it_needs_is_healthy()
    {
        Assert.Equal("service_healthy", Silo.DependsOn["azurite"].Condition);
        Assert.Equal("service_completed_successfully", Silo.DependsOn["certificates"].Condition);
        Assert.Equal("service_healthy", Gateway.DependsOn["silo"].Condition);
        Assert.NotNull(Compose.Services["azurite"].Healthcheck);
    }

    [Theory]
    [InlineData("silo", "/app/sdtp-silo")]
    [InlineData("gateway", "/app/sdtp-gateway")]
    public void Health_is_what_the_program_says_of_itself(string name, string program)
    {
        Assert.Equal(["CMD", program, "probe"], Compose.Services[name].Healthcheck!.Test);
        Assert.NotNull(Compose.Services[name].Variable("SDTP_HEALTH"));
    }

    [Fact]
    public void The_readme_shows_the_commands_of_both_shapes()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));

        Assert.Contains("docker compose up --scale silo=3 --scale gateway=2", readme, StringComparison.Ordinal);
        Assert.Contains("docker build --target silo -t sdtp-silo .", readme, StringComparison.Ordinal);
        Assert.Matches(@"docker run -d -p 5000:5000 \S.* sdtp-silo\n", readme);
    }

    [GeneratedRegex(@"^(?<first>\d+)-(?<last>\d+):(?<inside>\d+)$")]
    private static partial Regex PublishedRange();

    private static TOptions Read<TOptions>(
        ComposeService service, IReadOnlyList<Setting<TOptions>> settings, Func<string, string?> variable)
        where TOptions : new()
    {
        Assert.Subset(settings.Select(setting => setting.EnvironmentName).ToHashSet(), service.Environment.Keys.ToHashSet());
        return OptionsReader.Read(settings, new Dictionary<string, string>(), variable, []);
    }

    private static void AssertMounted(ComposeService service, string? folder, string volume) =>
        Assert.Contains($"{volume}:{folder}:ro", service.Volumes);
}
