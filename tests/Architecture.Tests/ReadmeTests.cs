using System.Text.RegularExpressions;
using Sdtp.Architecture.Tests.Tree;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Architecture.Tests;

/// <summary>The documents do not promise what the tree does not hold.</summary>
public sealed partial class ReadmeTests
{
    private const string RunCommand = "dotnet run --project src/Silo";
    private const string TestCommand = "./scripts/test.sh";

    private static readonly string Readme = Checkout.Read("README.md").Text;

    private static readonly IReadOnlyList<string> Commands =
        [.. ShellBlock().Matches(Readme).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    public static TheoryData<string> CommandLines => [.. Commands];

    public static TheoryData<string> Documents => [.. Checkout.Paths.Where(path => path.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void The_two_commands_that_do_all_the_set_up_are_there()
    {
        Assert.Contains(RunCommand, Commands);
        Assert.Contains(TestCommand, Commands);
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Command_names_something_that_exists(string command)
    {
        var words = command.Split(' ');
        if (command.StartsWith("dotnet run --project ", StringComparison.Ordinal))
        {
            var project = Checkout.Projects.SingleOrDefault(project => project.Name == words[3]);
            Assert.True(project is not null, $"{words[3]} is no project.");
            Assert.Equal("Exe", project.Properties["OutputType"]);
        }
        else if (words[0] == "docker")
        {
            // Stages, services and options are held by the container tests of tests/Silo.Tests.
            Assert.True(File.Exists(Repository.PathOf(words[1] == "compose" ? "docker-compose.yml" : "Dockerfile")));
        }
        else
        {
            AssertExecutable(words[0]);
        }
    }

    [Fact]
    public void Continuous_integration_calls_the_command_of_the_readme()
    {
        AssertExecutable(".ci/run");
        Assert.Contains("/scripts/test.sh", Checkout.Read(".ci/run").Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Link_leads_to_a_file_of_the_tree(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        var targets = LocalLink().Matches(Checkout.Read(document).Text).Select(link => link.Groups[1].Value);

        Assert.All(targets, target => Assert.True(Path.Exists(Repository.PathOf(folder, target)), $"{document} links to {target}."));
    }

    [Fact]
    public void Table_of_folders_draws_the_arrows_that_the_build_holds()
    {
        var drawn = FolderRow().Matches(Readme).ToDictionary(
            row => row.Groups[1].Value,
            row => row.Groups[2].Value.Split(", ").Where(name => name != "nothing").Select(name => "src/" + name).Order().ToArray());
        var present = Checkout.Projects.Where(project => project.IsIn("src")).Select(project => project.Name).Order();

        Assert.Equal(present, drawn.Keys.Order());
        Assert.All(drawn, row => Assert.Equal(DependencyTests.Arrows[row.Key].Order(), row.Value));
    }

    [Fact]
    public void Library_example_is_the_one_that_is_compiled()
    {
        var example = CSharpBlock().Match(Readme);
        const string compiled = "tests/Client.Tests/ReadmeExample.cs";

        Assert.Contains(compiled, Readme, StringComparison.Ordinal);
        if (!example.Success)
        {
            Assert.False(Checkout.Paths.Contains(compiled), $"Show the body of {compiled} in the README.");
            return;
        }

        var shown = WithoutIndentation(example.Groups[1].Value);
        Assert.Contains(shown, WithoutIndentation(Checkout.Read(compiled).Text), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"^\| `(src/[\w.]+)` \|[^|]*\| ([^|]*?) \|$", RegexOptions.Multiline)]
    private static partial Regex FolderRow();

    private static void AssertExecutable(string path)
    {
        Assert.True(File.Exists(Repository.PathOf(path)), $"{path} does not exist.");
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(Repository.PathOf(path)).HasFlag(UnixFileMode.UserExecute),
            $"{path} is not executable: chmod +x {path}");
    }

    private static string WithoutIndentation(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
