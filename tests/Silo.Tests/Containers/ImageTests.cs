using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sdtp.Gateway.Configuration;
using Sdtp.Silo.Configuration;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests.Containers;

/// <summary>The Dockerfile stays true to the programs, without an engine to build it.</summary>
public sealed partial class ImageTests
{
    private const string BuildStage = "build";

    private static readonly IReadOnlyList<DockerStage> Stages = DockerStage.LoadAll();

    public static TheoryData<string> Images => [.. Stages.Where(stage => stage.Name != BuildStage).Select(stage => stage.Name)];

    public static TheoryData<string, string> Programs => new()
    {
        { "silo", "Silo" },
        { "gateway", "Gateway" },
        { "admin", "Admin" },
    };

    [Fact]
    public void Every_image_is_known_here()
    {
        Assert.Equal(["build", "silo", "gateway", "admin", "azurite"], Stages.Select(stage => stage.Name));
    }

    [Fact]
    public void Every_base_is_pinned_to_one_release()
    {
        Assert.All(Stages, stage => Assert.Matches(ReleaseTag(), stage.Image));
        Assert.Single(Stages.Select(stage => stage.Image).Where(image => image.Contains("/aspnet:", StringComparison.Ordinal)).Distinct());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_stage_holds_the_published_program_that_it_starts(string name, string folder)
    {
        var stage = Find(name);
        var project = XDocument.Load(Directory.GetFiles(Repository.PathOf("src", folder), "*.csproj").Single());
        var program = project.Descendants("AssemblyName").Single().Value;
        var publish = Find(BuildStage).All("RUN").Single(run => run.Contains("dotnet publish", StringComparison.Ordinal));

        Assert.Equal("Exe", project.Descendants("OutputType").Single().Value);
        Assert.Matches($@"for program in [\w ]*\b{folder}\b[\w ]*;", publish);
        Assert.Contains($"--from=build /out/{folder} /app", stage.All("COPY"));
        Assert.Equal([$"/app/{program}"], DockerStage.Words(stage.Last("ENTRYPOINT")!));
        if (stage.Last("HEALTHCHECK") is { } health)
        {
            Assert.Equal([$"/app/{program}", "probe"], DockerStage.Words(health));
            Assert.True(stage.Environment.ContainsKey("SDTP_HEALTH"), "A probe without an address has nothing to ask.");
        }
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void What_serves_can_be_probed(string name)
    {
        Assert.NotNull(Find(name).Last("HEALTHCHECK"));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void No_image_runs_as_root(string name)
    {
        Assert.Equal("1654:1654", Find(name).Last("USER"));
        Assert.All(
            Find(name).All("COPY").Where(copy => copy.Contains("/folders/", StringComparison.Ordinal)),
            copy => Assert.Contains("--chown=1654:1654", copy, StringComparison.Ordinal));
    }

    [Fact]
    public void The_settings_of_the_images_are_options_that_the_programs_accept()
    {
        var silo = SiloOptionsReader.Read(new Dictionary<string, string>(), Known("silo", Settings.All), []);
        var gateway = OptionsReader.Read(
            GatewayProgramSettings.All, new Dictionary<string, string>(), Known("gateway", GatewayProgramSettings.All), []);

        Assert.Equal(Find("silo").Last("EXPOSE"), silo.Listen.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Find("gateway").Last("EXPOSE"), gateway.Listen.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Find("silo").Last("VOLUME"), silo.DataFolder);
        Assert.True(silo.IsGatewayHosted);
    }

    [Fact]
    public void What_the_build_stage_copies_is_not_ignored()
    {
        var admitted = File.ReadAllLines(Repository.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]);
        var copied = Find(BuildStage).All("COPY").SelectMany(copy => copy.Split(' ')[..^1]).Select(path => path.TrimEnd('/')).ToList();

        Assert.Equal(copied.Order(StringComparer.Ordinal), admitted.Order(StringComparer.Ordinal));
        Assert.All(copied, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{path} does not exist."));
    }

    [GeneratedRegex(@":\d+\.\d+\.\d+(-[a-z-]+)?(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex ReleaseTag();

    private static DockerStage Find(string name) => Stages.Single(stage => stage.Name == name);

    private static Func<string, string?> Known<TOptions>(string stage, IReadOnlyList<Setting<TOptions>> settings)
    {
        var environment = Find(stage).Environment;
        Assert.Subset(
            settings.Select(setting => setting.EnvironmentName).ToHashSet(),
            environment.Keys.Where(name => name.StartsWith("SDTP_", StringComparison.Ordinal)).ToHashSet());
        return environment.GetValueOrDefault;
    }
}
