using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sdtp.TestKit;

namespace Sdtp.Crypto.Tests.Forging;

/// <summary>A private sealing key that the recipient of a golden envelope holds.</summary>
internal sealed record GoldenKey(uint Number, string PrivateKey);

/// <summary>What opening a good golden envelope must give.</summary>
internal sealed record GoldenMessage(string Sender, string MessageId, ulong SentAtMs, ushort ContentType, string Content);

/// <summary>The steps between, for whoever writes an implementation.</summary>
internal sealed record GoldenWorking(
    string SenderPrivateKey,
    string EphemeralPrivateKey,
    string SignedBytes,
    string Signature,
    string Plaintext,
    string RawSecret,
    string KeyInfo,
    string MessageKey);

/// <summary>One committed envelope with its expected outcome: <c>opened</c>, or the name of a reject reason.</summary>
internal sealed record GoldenCase(
    string Name,
    string Comment,
    string Self,
    GoldenKey[] SealingKeys,
    string Outcome,
    string Envelope,
    GoldenMessage? Message = null,
    GoldenWorking? Working = null)
{
    internal const string Opened = "opened";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Folder => Repository.PathOf("tests", "Crypto.Tests", "Golden");

    internal static string PathOf(string name) => Path.Combine(Folder, name + ".json");

    internal static GoldenCase Read(string name) =>
        JsonSerializer.Deserialize<GoldenCase>(File.ReadAllText(PathOf(name)), Json) ?? throw new InvalidOperationException(name);

    internal string ToText() => JsonSerializer.Serialize(this, Json) + "\n";
}
