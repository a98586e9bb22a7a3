using Sdtp.TestKit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Sdtp.Silo.Tests.Containers;

/// <summary>docker-compose.yml, as far as the tests look at it.</summary>
internal sealed class ComposeFile
{
    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public Dictionary<string, object?> Volumes { get; set; } = [];

    internal static ComposeFile Load()
    {
        using var reader = File.OpenText(Repository.PathOf("docker-compose.yml"));
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        return deserializer.Deserialize<ComposeFile>(new MergingParser(new Parser(reader)));
    }
}

/// <summary>One service.</summary>
internal sealed class ComposeService
{
    public ComposeBuild Build { get; set; } = new();

    public string Image { get; set; } = "";

    public string User { get; set; } = "";

    public bool ReadOnly { get; set; }

    public bool Privileged { get; set; }

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public List<string> Command { get; set; } = [];

    public Dictionary<string, string> Environment { get; set; } = [];

    public List<string> Ports { get; set; } = [];

    public List<string> Volumes { get; set; } = [];

    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];

    public ComposeHealth? Healthcheck { get; set; }

    public string? MemLimit { get; set; }

    public string? Cpus { get; set; }

    public string? PidsLimit { get; set; }

    public string? StopGracePeriod { get; set; }

    /// <summary>The environment of a machine on which nobody has set anything: <c>${NAME:-default}</c> is the default.</summary>
    public string? Variable(string name)
    {
        var text = Environment.GetValueOrDefault(name);
        return text is ['$', '{', .., '}'] ? text[(text.IndexOf(":-", StringComparison.Ordinal) + 2)..^1] : text;
    }
}

/// <summary>How its image is built.</summary>
internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";

    public string Target { get; set; } = "";
}

/// <summary>What must be true of another service before it starts.</summary>
internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "";
}

/// <summary>How its health is asked for.</summary>
internal sealed class ComposeHealth
{
    public List<string> Test { get; set; } = [];
}
