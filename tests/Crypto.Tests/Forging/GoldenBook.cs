using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math;

namespace Sdtp.Crypto.Tests.Forging;

/// <summary>Every golden envelope there is, as the forge makes it.</summary>
internal static partial class GoldenBook
{
    private const uint BobsNumber = 7;
    private const uint BobsNewerNumber = 8;

    private static readonly ForgedKey Alice = new("alice identity");
    private static readonly ForgedKey Bob = new("bob identity");
    private static readonly ForgedKey Carol = new("carol identity");
    private static readonly ForgedKey Mallory = new("mallory identity");
    private static readonly ForgedKey BobsSealingKey = new("bob sealing 7");
    private static readonly ForgedKey BobsNewerSealingKey = new("bob sealing 8");
    private static readonly ForgedKey CarolsSealingKey = new("carol sealing 7");

    private static readonly EnvelopeForge Good = new() { Sender = Alice, Recipient = Bob, SealingKey = BobsSealingKey };

    internal static IEnumerable<GoldenCase> Cases() =>
    [
        .. Accepted(),
        .. FlippedHeaderFields(),
        .. FlippedBodyParts(),
        .. WrongLengths(),
        .. BentPlaintexts(),
        .. Resealed(),
        .. Misdirected(),
    ];

    private static IEnumerable<GoldenCase> Accepted()
    {
        yield return Opens("ok-text", "A text in the smallest size class; the worked example of docs/protocol.md, section 8.", Good) with
        {
            Working = new GoldenWorking(
                Hex(Alice.Scalar),
                Hex(Good.Ephemeral.Scalar),
                Hex(Good.SignedBytes()),
                Hex(Good.Sign()),
                Hex(Good.Plaintext()),
                Hex(Good.RawSecret()),
                Hex(Good.KeyInfo()),
                Hex(Good.MessageKey())),
        };
        yield return Opens("ok-empty-content", "No content at all.", Good with { Content = [] });
        yield return Opens(
            "ok-full-256", "113 bytes of content fill the smallest class without a byte of padding.", Good with { Content = Letters(113) });
        yield return Opens(
            "ok-text-1024", "114 bytes of content need the second class.", Good with { Content = Letters(114), PlaintextBytes = 1_024 });
        yield return Opens("ok-roomy-class", "A sender may take a larger class than it needs.", Good with { PlaintextBytes = 4_096 });
        yield return Opens(
            "ok-unknown-content-type", "An unknown content type opens; it is shown as unsupported.", Good with { ContentType = 0xFFFE });
        yield return Opens(
            "ok-receipt",
            "A read receipt for two messages; the example of docs/protocol.md, section 8.6.",
            Good with { ContentType = 2, Content = [2, 0, 2, .. Run(0xB0), .. Run(0xC0)] });
        yield return Opens(
            "ok-file-part",
            "The only part of a file of five bytes; the example of docs/protocol.md, section 8.6.",
            Good with { ContentType = 3, Content = [.. FileHead("hello"u8), .. "hello"u8] });
        yield return Opens(
            "ok-file-part-empty", "The only part of an empty file.", Good with { ContentType = 3, Content = FileHead([]) });
        yield return Opens("ok-newer-key", "Sealed to the newer of two keys held.", ToNewerKey(Good));
        yield return Opens("ok-last-time", "The last millisecond of the year 9999.", Good with { SentAtMs = 253_402_300_799_999 });

        var signature = Good.Sign();
        var s = ForgedKey.Curve.N.Subtract(new BigInteger(1, signature, 32, 32));
        yield return Opens(
            "ok-other-s",
            "The twin (r, n - s) of the signature: ECDSA is malleable, so a signature is never an id.",
            Good with { Signature = [.. signature[..32], .. EnvelopeForge.ToFixed(s)] });
    }

    private static EnvelopeForge ToNewerKey(EnvelopeForge forge) =>
        forge with { SealingKey = BobsNewerSealingKey, SealingKeyNumber = BobsNewerNumber };

    private static GoldenCase Opens(string name, string comment, EnvelopeForge forge) =>
        Case(name, comment, Bob, GoldenCase.Opened, forge.Seal()) with
        {
            Message = new GoldenMessage(
                Hex(forge.Sender.Point), Hex(forge.MessageId), forge.SentAtMs, forge.ContentType, Hex(forge.Content)),
        };

    private static GoldenCase Fails(string name, string comment, string reason, EnvelopeForge forge) =>
        Fails(name, comment, reason, forge.Seal());

    private static GoldenCase Fails(string name, string comment, string reason, byte[] envelope) =>
        Case(name, comment, Bob, reason, envelope);

    private static GoldenCase Case(string name, string comment, ForgedKey self, string outcome, byte[] envelope)
    {
        GoldenKey[] keys = ReferenceEquals(self, Carol)
            ? [new(BobsNumber, Hex(CarolsSealingKey.Scalar))]
            : [new(BobsNumber, Hex(BobsSealingKey.Scalar)), new(BobsNewerNumber, Hex(BobsNewerSealingKey.Scalar))];
        return new GoldenCase(name, comment, Hex(self.UserIdBytes), keys, outcome, Hex(envelope));
    }

    private static byte[] Flip(byte[] envelope, int position, byte mask = 1)
    {
        envelope[position] ^= mask;
        return envelope;
    }

    private static byte[] Letters(int count) => Encoding.ASCII.GetBytes(new string('x', count));

    private static byte[] Run(byte first) => [.. Enumerable.Range(first, 16).Select(value => (byte)value)];

    private static byte[] FileHead(ReadOnlySpan<byte> file) =>
        [.. Run(0xD0), .. SHA256.HashData(file), 0, 0, 0, (byte)file.Length, 0, 0, 9, .. "notes.txt"u8];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
