using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Architecture.Tests;

/// <summary>What the compiler really linked: the relay's output folder, which building this project has filled.</summary>
public sealed class CompiledReferenceTests
{
    private const string Crypto = "Sdtp.Crypto";

    private static readonly string[] ServerAssemblies =
        ["sdtp-silo", "sdtp-gateway", "Sdtp.Clustering", "Sdtp.Grains", "Sdtp.Grains.Abstractions", "Sdtp.Storage", "Sdtp.Protocol"];

    /// <summary>The relay's output for the configuration and framework that this test was built for.</summary>
    private static readonly string RelayFolder = Path.Combine(
        [Repository.PathOf("src", "Silo", "bin"), .. AppContext.BaseDirectory.TrimEnd('/', '\\').Split('/', '\\')[^2..]]);

    [Fact]
    public void No_server_assembly_is_linked_to_Crypto()
    {
        foreach (var assembly in ServerAssemblies)
        {
            Assert.DoesNotContain(Crypto, ReferencesOf(Path.Combine(RelayFolder, assembly + ".dll")));
        }
    }

    [Fact]
    public void The_relay_is_not_deployed_with_Crypto()
    {
        var dependencies = File.ReadAllText(Path.Combine(RelayFolder, "sdtp-silo.deps.json"));

        Assert.Contains("Sdtp.Protocol", dependencies, StringComparison.Ordinal);
        Assert.DoesNotContain(Crypto, dependencies, StringComparison.Ordinal);
    }

    [Fact]
    public void Linked_assemblies_are_read_from_metadata()
    {
        Assert.Contains("Sdtp.TestKit", ReferencesOf(typeof(CompiledReferenceTests).Assembly.Location));
    }

    private static List<string> ReferencesOf(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
