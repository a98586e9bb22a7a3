using System.Text;

namespace Sdtp.Crypto.Tests.Forging;

/// <content>Envelopes by somebody who can seal but must not be believed: re-sealed, replayed and misdirected.</content>
internal static partial class GoldenBook
{
    /// <summary>Made by whoever has opened Alice's message, and so has her signature: the recipient, or a thief.</summary>
    private static IEnumerable<GoldenCase> Resealed()
    {
        var stolen = Good with { Signature = Good.Sign(), Ephemeral = new ForgedKey("ephemeral of the forger") };
        var toCarol = stolen with { Recipient = Carol, SealingKey = CarolsSealingKey };
        yield return Case("reseal-to-carol", "Bob seals Alice's message to Carol.", Carol, "BadSignature", toCarol.Seal());
        yield return Case(
            "reseal-to-carol-same-ephemeral", "The same, with the very ephemeral key that Alice used.", Carol, "BadSignature",
            (toCarol with { Ephemeral = Good.Ephemeral }).Seal());
        yield return Fails("reseal-same-recipient", "Alice's message sealed to Bob again.", "BadSignature", stolen.Seal());
        yield return Fails(
            "reseal-newer-key", "Alice's message sealed to Bob's newer key.", "BadSignature",
            ToNewerKey(stolen with { Ephemeral = Good.Ephemeral }).Seal());

        var changed = Good with { Signature = Good.Sign() };
        yield return Fails(
            "reseal-message-id", "Everything the same but the message id.", "BadSignature", changed with { MessageId = new byte[16] });
        yield return Fails("reseal-sent-at", "Another time.", "BadSignature", changed with { SentAtMs = Good.SentAtMs + 1 });
        yield return Fails("reseal-content-type", "Another content type.", "BadSignature", changed with { ContentType = 2 });
        yield return Fails(
            "reseal-content", "Other content.", "BadSignature", changed with { Content = Encoding.UTF8.GetBytes("Hello, Rob!") });
        yield return Fails(
            "reseal-size-class", "Another size class, so another body length in the header.", "BadSignature",
            changed with { PlaintextBytes = 1_024 });
        yield return Fails(
            "reseal-as-mallory", "Mallory puts her key on Alice's signature.", "BadSignature", changed with { Sender = Mallory });
        yield return Fails(
            "reseal-signature-zero", "r and s are zero.", "BadSignature", Good with { Signature = new byte[64] });
        yield return Fails(
            "reseal-signature-order", "r and s are the order of the curve.", "BadSignature",
            Good with { Signature = [.. EnvelopeForge.ToFixed(ForgedKey.Curve.N), .. EnvelopeForge.ToFixed(ForgedKey.Curve.N)] });
        yield return Fails(
            "reseal-signature-other-label", "Alice's signature for another use.", "BadSignature",
            Good with { SignatureLabel = "SDTP1 login\0" });
    }

    private static IEnumerable<GoldenCase> Misdirected()
    {
        yield return Case("replay-to-carol", "Bob's envelope in Carol's mailbox.", Carol, "NotForUs", Good.Seal());
        yield return Case(
            "replay-to-carol-readdressed", "Bob's envelope with Carol's userID in the header.", Carol, "DecryptionFailed",
            Replace(Good.Seal(), 24, Carol.UserIdBytes));
        yield return Fails(
            "derived-for-carol", "Sealed to Bob's key, the message key derived for Carol.", "DecryptionFailed",
            Good with { DerivedForUserId = Carol.UserIdBytes });
        yield return Fails(
            "derived-under-other-label", "The message key derived under another label.", "DecryptionFailed",
            Good with { KeyLabel = "SDTP1 envelope key" });
        yield return Fails(
            "sealed-to-carols-key", "Addressed to Bob, sealed to Carol's key of the same number.", "DecryptionFailed",
            Good with { SealingKey = CarolsSealingKey });
        yield return Fails(
            "stale-key", "Sealed to a key that Bob has deleted.", "UnknownSealingKey",
            Good with { SealingKey = new ForgedKey("bob sealing 6"), SealingKeyNumber = 6 });
        yield return Fails(
            "sealed-to-identity-key", "Sealed to Bob's identity key, which only signs.",
            "DecryptionFailed", Good with { SealingKey = Bob });
    }
}
