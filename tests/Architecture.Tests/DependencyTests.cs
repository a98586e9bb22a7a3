using Sdtp.Architecture.Tests.Tree;
using Xunit;

namespace Sdtp.Architecture.Tests;

/// <summary>The arrows between projects. A new arrow is a decision: it goes into the table below and into docs/adr.</summary>
public sealed class DependencyTests
{
    internal static readonly IReadOnlyDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        ["src/Protocol"] = [],
        ["src/Crypto"] = ["src/Protocol"],
        ["src/Client"] = ["src/Protocol", "src/Crypto"],
        ["src/Tui"] = ["src/Client"],
        ["src/Grains.Abstractions"] = ["src/Protocol"],
        ["src/Storage"] = ["src/Protocol"],
        ["src/Grains"] = ["src/Grains.Abstractions", "src/Storage"],
        ["src/Clustering"] = ["src/Protocol"],
        ["src/Gateway"] = ["src/Protocol", "src/Grains.Abstractions", "src/Clustering"],
        ["src/Silo"] = ["src/Grains", "src/Storage", "src/Clustering", "src/Gateway"],
        ["src/Admin"] = ["src/Grains.Abstractions", "src/Storage", "src/Clustering", "src/Gateway"],
    };

    /// <summary>Projects that run where messages are only ciphertext.</summary>
    private static readonly string[] Servers =
        ["src/Grains.Abstractions", "src/Storage", "src/Grains", "src/Clustering", "src/Gateway", "src/Silo", "src/Admin"];

    public static TheoryData<string> SourceProjects =>
        [.. Checkout.Projects.Where(project => project.IsIn("src")).Select(project => project.Name)];

    public static TheoryData<string> ServerProjects =>
        [.. Checkout.Projects.Select(project => project.Name).Where(name => Servers.Contains(name))];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Source_project_references_exactly_the_projects_drawn(string name)
    {
        var project = Find(name);

        Assert.True(Arrows.TryGetValue(name, out var drawn), $"{name} is not drawn: add it to the table in DependencyTests.");
        Assert.True(
            drawn.Order().SequenceEqual(project.References.Order()),
            $"{name} references [{string.Join(", ", project.References)}], drawn are [{string.Join(", ", drawn)}]. "
            + "Put the code where the arrows already lead, or write the decision in docs/adr and change the table.");
    }

    [Theory]
    [MemberData(nameof(ServerProjects))]
    public void Server_project_never_reaches_Crypto(string name)
    {
        var reached = Reach(name);

        Assert.False(
            reached.Contains("src/Crypto"),
            $"{name} reaches src/Crypto, and the relay must not be able to decrypt: what it needs belongs in src/Protocol.");
    }

    [Fact]
    public void A_chain_of_references_is_followed_to_its_end()
    {
        Assert.Contains("src/Crypto", Reach("src/Tui"));
    }

    [Fact]
    public void Protocol_uses_the_base_class_library_only()
    {
        Assert.Empty(Find("src/Protocol").Packages);
    }

    [Fact]
    public void Source_never_references_tests_or_benchmarks()
    {
        var outward = Checkout.Projects.Where(project => project.IsIn("src"))
            .SelectMany(project => project.References.Where(reference => !reference.StartsWith("src/", StringComparison.Ordinal)));

        Assert.Empty(outward);
    }

    private static Project Find(string name) => Checkout.Projects.Single(project => project.Name == name);

    private static HashSet<string> Reach(string name)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Find(name).References);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var reference in Find(next).References)
                {
                    open.Push(reference);
                }
            }
        }

        return reached;
    }
}
