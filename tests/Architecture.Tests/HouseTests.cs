using System.Text.Json;
using System.Xml.Linq;
using Sdtp.Architecture.Tests.Tree;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Architecture.Tests;

/// <summary>The switches that keep the house in order are on.</summary>
public sealed class HouseTests
{
    private static readonly string[] DocumentedProjects = ["src/Protocol", "src/Crypto", "src/Client", "src/Grains.Abstractions"];

    public static TheoryData<string> ProjectNames => [.. Checkout.Projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Project_is_in_the_solution(string name)
    {
        var solution = File.ReadAllText(Repository.PathOf("Sdtp.sln")).Replace('\\', '/');
        var path = Find(name).Path;

        Assert.True(solution.Contains($"\"{path}\"", StringComparison.Ordinal), $"Add it: dotnet sln Sdtp.sln add {path}");
    }

    [Theory]
    [MemberData(nameof(DependencyTests.SourceProjects), MemberType = typeof(DependencyTests))]
    public void Source_project_has_a_test_project(string name)
    {
        if (!Checkout.CSharpFiles.Any(file => file.IsIn(name)))
        {
            return;
        }

        var tests = $"tests/{Find(name).ShortName}.Tests";
        var project = Checkout.Projects.SingleOrDefault(project => project.Name == tests);

        Assert.True(project is not null, $"{name} has no tests: add {tests} and reference {name} from it.");
        Assert.Contains(name, project.References);
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Project_keeps_warnings_as_errors(string name)
    {
        var properties = Find(name).Properties;

        Assert.False(properties.ContainsKey("TreatWarningsAsErrors"), "Directory.Build.props decides this for every project.");
        Assert.False(properties.ContainsKey("NoWarn"), "Mend the warning, or set its severity in .editorconfig with the reason.");
    }

    [Fact]
    public void Warnings_are_errors_and_style_is_checked_in_the_build()
    {
        Assert.Equal("true", BuildProperty("TreatWarningsAsErrors"));
        Assert.Equal("true", BuildProperty("EnforceCodeStyleInBuild"));
        Assert.Equal("latest-recommended", BuildProperty("AnalysisLevel"));
        Assert.Equal("enable", BuildProperty("Nullable"));
    }

    [Fact]
    public void Package_versions_are_central_and_exact()
    {
        var packages = XDocument.Load(Repository.PathOf("Directory.Packages.props"));

        Assert.Equal("true", packages.Descendants("ManagePackageVersionsCentrally").Single().Value);
        Assert.All(
            packages.Descendants("PackageVersion"),
            package => Assert.DoesNotContain((string?)package.Attribute("Version") ?? "*", character => character is '*' or '[' or '('));
    }

    [Fact]
    public void Sdk_is_pinned()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("global.json")));

        Assert.StartsWith("10.0.", document.RootElement.GetProperty("sdk").GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_ledger_is_on_and_filled()
    {
        var ledger = File.ReadAllText(Repository.PathOf("src", "Grains.Abstractions", "OrleansContracts.txt"));

        Assert.Equal("true", Find("src/Grains.Abstractions").Properties["EnableOrleansContractsAnalyzer"]);
        Assert.Contains("sdtp.", ledger, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_banned_symbol_names_its_replacement()
    {
        var lines = File.ReadAllLines(Repository.PathOf("BannedSymbols.txt"));

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches("^[TMPFNE]:[^;]+;.+", line));
    }

    [Fact]
    public void Public_members_of_the_documented_libraries_must_be_documented()
    {
        Assert.All(DocumentedProjects, name => Assert.Equal("true", Find(name).Properties["DocumentedApi"]));
    }

    private static Project Find(string name) => Checkout.Projects.Single(project => project.Name == name);

    private static string BuildProperty(string name) =>
        XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants(name).Single().Value;
}
