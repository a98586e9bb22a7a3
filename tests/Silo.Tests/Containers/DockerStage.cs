using System.Text.Json;
using Sdtp.TestKit;

namespace Sdtp.Silo.Tests.Containers;

/// <summary>One stage of the Dockerfile: an instruction and its arguments a line, continued lines joined.</summary>
internal sealed record DockerStage(string Name, string Image, IReadOnlyList<(string Instruction, string Arguments)> Lines)
{
    internal static IReadOnlyList<DockerStage> LoadAll()
    {
        var text = File.ReadAllText(Repository.PathOf("Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        var lines = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)).ToList();
        var stages = new List<DockerStage>();
        foreach (var line in lines)
        {
            if (line[0] == "FROM")
            {
                var words = line[1].Split(' ');
                stages.Add(new DockerStage(words[2], words[0], new List<(string Instruction, string Arguments)>()));
            }
            else
            {
                ((List<(string Instruction, string Arguments)>)stages[^1].Lines).Add((line[0], line[1].Trim()));
            }
        }

        return stages;
    }

    /// <summary>The arguments of every line with this instruction.</summary>
    internal IReadOnlyList<string> All(string instruction) =>
        [.. Lines.Where(line => line.Instruction == instruction).Select(line => line.Arguments)];

    internal string? Last(string instruction) => All(instruction) is [.., var last] ? last : null;

    /// <summary>The words of an instruction in its JSON form, which needs no shell.</summary>
    internal static IReadOnlyList<string> Words(string json) => JsonSerializer.Deserialize<string[]>(json[json.IndexOf('[')..])!;

    internal IReadOnlyDictionary<string, string> Environment => All("ENV")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);
}
