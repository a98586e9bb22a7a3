using System.Text.Json;

namespace Sdtp.Crypto.Tests.Vectors;

/// <summary>Reads a Wycheproof file: every test of every group.</summary>
internal static class WycheproofFile
{
    internal static IReadOnlyList<WycheproofTest> Read(string name)
    {
        var path = TestKit.Vectors.PathOf($"wycheproof/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        List<WycheproofTest> tests = [];
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            tests.AddRange(group.GetProperty("tests").EnumerateArray().Select(test => new WycheproofTest(group.Clone(), test.Clone())));
        }

        return tests;
    }
}

internal sealed record WycheproofTest(JsonElement Group, JsonElement Test)
{
    internal int Id => Test.GetProperty("tcId").GetInt32();

    internal bool IsValid => Test.GetProperty("result").GetString() == "valid";

    internal byte[] Bytes(string name) => Convert.FromHexString(Test.GetProperty(name).GetString()!);

    internal int Number(string name) => Test.GetProperty(name).GetInt32();

    internal int GroupNumber(string name) => Group.GetProperty(name).GetInt32();

    public override string ToString() => $"tcId {Id}: {Test.GetProperty("comment").GetString()}";
}
