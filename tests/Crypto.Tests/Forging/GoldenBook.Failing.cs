using System.Buffers.Binary;

namespace Sdtp.Crypto.Tests.Forging;

/// <content>Envelopes that must fail, each with the reason.</content>
internal static partial class GoldenBook
{
    private const int EphemeralAt = 60;
    private const int NonceAt = 125;
    private const int CiphertextAt = 137;

    private static IEnumerable<GoldenCase> FlippedHeaderFields()
    {
        yield return Fails("header-version", "Version 0.", "BadHeader", Flip(Good.Seal(), 0));
        yield return Fails("header-version-2", "Version 2.", "BadHeader", Flip(Good.Seal(), 0, 3));
        yield return Fails("header-kind-group", "Kind 2 is reserved for groups.", "BadHeader", Flip(Good.Seal(), 1, 3));
        yield return Fails("header-suite", "Suite 0x0000.", "BadHeader", Flip(Good.Seal(), 3));
        yield return Fails("header-suite-high", "Suite 0x0101.", "BadHeader", Flip(Good.Seal(), 2));
        yield return Fails("header-key-number-unknown", "Key number 6: never made, or deleted.", "UnknownSealingKey", Flip(Good.Seal(), 7));
        yield return Fails("header-key-number-zero", "Key number 0 is nobody's.", "UnknownSealingKey", Flip(Good.Seal(), 7, 7));
        yield return Fails("header-key-number-other", "Key number 8, which is held too.", "DecryptionFailed", Flip(Good.Seal(), 7, 15));
        yield return Fails("header-message-id", "Another message id.", "DecryptionFailed", Flip(Good.Seal(), 8));
        yield return Fails("header-message-id-end", "Another message id.", "DecryptionFailed", Flip(Good.Seal(), 23));
        yield return Fails("header-to", "Another recipient.", "NotForUs", Flip(Good.Seal(), 24));
        yield return Fails("header-body-length-short", "The body length is one less than the body.", "BadHeader", Flip(Good.Seal(), 59));
        yield return Fails("header-body-length-huge", "The body length is 2^31 too high.", "BadHeader", Flip(Good.Seal(), 56, 0x80));
    }

    private static IEnumerable<GoldenCase> FlippedBodyParts()
    {
        yield return Fails("ephemeral-compressed", "A first byte of 5.", "BadEphemeralKey", Flip(Good.Seal(), EphemeralAt));
        yield return Fails("ephemeral-hybrid", "A first byte of 6, the hybrid form.", "BadEphemeralKey", Flip(Good.Seal(), EphemeralAt, 2));
        yield return Fails("ephemeral-off-curve-x", "X changed: not on the curve.", "BadEphemeralKey", Flip(Good.Seal(), EphemeralAt + 32));
        yield return Fails("ephemeral-off-curve-y", "Y changed: not on the curve.", "BadEphemeralKey", Flip(Good.Seal(), EphemeralAt + 64));
        yield return Fails(
            "ephemeral-all-zero", "04 and 64 zero bytes.", "BadEphemeralKey", Replace(Good.Seal(), EphemeralAt, [4, .. new byte[64]]));
        yield return Fails(
            "ephemeral-coordinate-above-p", "X is the field prime: zero, written badly.", "BadEphemeralKey",
            Replace(Good.Seal(), EphemeralAt, [4, .. FieldPrime(), .. new byte[32]]));
        yield return Fails(
            "ephemeral-other", "Another valid point.", "DecryptionFailed", Replace(Good.Seal(), EphemeralAt, new ForgedKey("other").Point));
        yield return Fails("nonce-first", "Nonce changed.", "DecryptionFailed", Flip(Good.Seal(), NonceAt));
        yield return Fails("nonce-last", "Nonce changed.", "DecryptionFailed", Flip(Good.Seal(), NonceAt + 11, 0x80));
        yield return Fails("ciphertext-first", "Ciphertext changed.", "DecryptionFailed", Flip(Good.Seal(), CiphertextAt));
        yield return Fails(
            "ciphertext-last", "Ciphertext changed, in the padding.", "DecryptionFailed", Flip(Good.Seal(), CiphertextAt + 255));
        yield return Fails("tag-first", "Tag changed.", "DecryptionFailed", Flip(Good.Seal(), CiphertextAt + 256));
        yield return Fails("tag-last", "Tag changed.", "DecryptionFailed", Flip(Good.Seal(), CiphertextAt + 271, 0x80));
    }

    private static IEnumerable<GoldenCase> WrongLengths()
    {
        var good = Good.Seal();
        yield return Fails("length-zero", "Nothing at all.", "BadHeader", []);
        foreach (var length in new[] { 1, 59, 60, 124, 136, 137, good.Length - 16, good.Length - 1 })
        {
            yield return Fails($"length-cut-{length}", $"The first {length} bytes.", "BadHeader", good[..length]);
        }

        yield return Fails("length-one-more", "One byte more than the header says.", "BadHeader", [.. good, 0]);
        yield return Fails(
            "length-no-ciphertext", "A body without ciphertext.", "BadSizeClass", Good.Cut(0));
        yield return Fails("length-cut-with-header", "One byte less, header adjusted.", "BadSizeClass", Good.Cut(255));
        yield return Fails("length-one-more-with-header", "A plaintext of 257 bytes.", "BadSizeClass", Good with { PlaintextBytes = 257 });
        yield return Fails(
            "length-no-class", "A plaintext of 512 bytes is no size class.", "BadSizeClass", Good with { PlaintextBytes = 512 });

        byte[] padded = [4, 0, .. Good.Ephemeral.Point[1..33], 0, .. Good.Ephemeral.Point[33..]];
        yield return Fails(
            "length-padded-coordinates",
            "The ephemeral key as zero-padded 33-byte coordinates, 67 bytes, header adjusted.",
            "BadSizeClass",
            SetBodyLength([.. good[..EphemeralAt], .. padded, .. good[NonceAt..]]));
        yield return Fails(
            "length-padded-coordinates-shifted",
            "The same, in an envelope of the right length: the two last bytes of the tag are gone.",
            "BadEphemeralKey",
            [.. good[..EphemeralAt], .. padded, .. good[NonceAt..^2]]);
    }

    private static IEnumerable<GoldenCase> BentPlaintexts()
    {
        var paddingAt = 143 + Good.Content.Length;
        yield return Fails(
            "padding-first", "The first byte of padding is not zero.", "BadPadding", Good with { BendPlaintext = p => p[paddingAt] = 1 });
        yield return Fails(
            "padding-last", "The last byte of padding is not zero.", "BadPadding", Good with { BendPlaintext = p => p[^1] = 0x80 });
        yield return Fails(
            "content-length-past-end", "A content length one past the end.", "BadPlaintext", Good with { BendPlaintext = Length(114) });
        yield return Fails(
            "content-length-huge", "A content length of 2^32 - 1.", "BadPlaintext", Good with { BendPlaintext = Length(uint.MaxValue) });
        yield return Fails(
            "content-length-shorter", "A content length one too short: the rest is padding that is not zero.", "BadPadding",
            Good with { BendPlaintext = Length((uint)Good.Content.Length - 1) });
        yield return Fails(
            "content-length-longer", "A content length one too long: the signature is over other content.", "BadSignature",
            Good with { BendPlaintext = Length((uint)Good.Content.Length + 1) });
        yield return Fails(
            "sent-at-year-10000", "A time past the year 9999.", "BadPlaintext", Good with { SentAtMs = 253_402_300_800_000 });
        yield return Fails("sent-at-huge", "A time of 2^64 - 1.", "BadPlaintext", Good with { SentAtMs = ulong.MaxValue });
        yield return Fails(
            "sender-off-curve", "The sender's key is not on the curve.", "BadSenderKey", Good with { BendPlaintext = p => p[64] ^= 1 });
        yield return Fails(
            "sender-compressed", "The sender's key starts with 2.", "BadSenderKey", Good with { BendPlaintext = p => p[0] = 2 });
    }

    private static byte[] Cut(this EnvelopeForge forge, int ciphertextBytes) =>
        SetBodyLength(forge.Seal()[..(CiphertextAt + ciphertextBytes + 16)]);

    private static byte[] SetBodyLength(byte[] envelope)
    {
        BinaryPrimitives.WriteUInt32BigEndian(envelope.AsSpan(56), (uint)envelope.Length - 60);
        return envelope;
    }

    private static byte[] Replace(byte[] envelope, int position, byte[] bytes)
    {
        bytes.CopyTo(envelope, position);
        return envelope;
    }

    private static Action<byte[]> Length(uint contentLength) =>
        plaintext => BinaryPrimitives.WriteUInt32BigEndian(plaintext.AsSpan(139), contentLength);

    private static byte[] FieldPrime() => EnvelopeForge.ToFixed(ForgedKey.Curve.Curve.Field.Characteristic);
}
