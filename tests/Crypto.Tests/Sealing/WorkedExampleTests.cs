using Sdtp.Crypto.Tests.Forging;
using Xunit;

namespace Sdtp.Crypto.Tests.Sealing;

public sealed class WorkedExampleTests
{
    private static readonly GoldenCase Example = GoldenCase.Read("ok-text");

    public static TheoryData<string, string> Parts => new()
    {
        { "sender's private key", Example.Working!.SenderPrivateKey },
        { "sender's public key", Example.Message!.Sender },
        { "recipient", Example.Self },
        { "sealing key", Example.SealingKeys[0].PrivateKey },
        { "ephemeral private key", Example.Working.EphemeralPrivateKey },
        { "signed bytes", Example.Working.SignedBytes },
        { "signature", Example.Working.Signature },
        { "plaintext", Example.Working.Plaintext },
        { "raw secret", Example.Working.RawSecret },
        { "HKDF info", Example.Working.KeyInfo },
        { "message key", Example.Working.MessageKey },
        { "envelope", Example.Envelope },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Document_shows_the_golden_example(string part, string hex) =>
        Assert.True(Documents.Show(hex), $"No page under docs/ has the {part} of Golden/ok-text.json: {hex}");
}
