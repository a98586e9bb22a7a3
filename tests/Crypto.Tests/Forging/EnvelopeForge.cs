using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Sdtp.Crypto.Tests.Forging;

/// <summary>
/// A second implementation of docs/protocol.md, section 8, on BouncyCastle and byte arrays alone, whose every step can be bent. It shares
/// no code with what it tests, and its ECDSA is deterministic (RFC 6979), so that golden files can be made again bit by bit.
/// </summary>
internal sealed record EnvelopeForge
{
    internal required ForgedKey Sender { get; init; }

    internal required ForgedKey Recipient { get; init; }

    internal required ForgedKey SealingKey { get; init; }

    internal ForgedKey Ephemeral { get; init; } = new("ephemeral");

    internal byte[] Nonce { get; init; } = Convert.FromHexString("000102030405060708090a0b");

    internal uint SealingKeyNumber { get; init; } = 7;

    internal byte[] MessageId { get; init; } = Convert.FromHexString("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

    internal ulong SentAtMs { get; init; } = 1_767_225_600_000;

    internal ushort ContentType { get; init; } = 1;

    internal byte[] Content { get; init; } = Encoding.UTF8.GetBytes("Hello, Bob!");

    internal int PlaintextBytes { get; init; } = 256;

    internal string KeyLabel { get; init; } = "SDTP1 envelope key\0";

    internal string SignatureLabel { get; init; } = "SDTP1 message\0";

    /// <summary>The userID that goes into the key derivation, where it is not to be the recipient's.</summary>
    internal byte[]? DerivedForUserId { get; init; }

    /// <summary>A signature from elsewhere, instead of the right one.</summary>
    internal byte[]? Signature { get; init; }

    internal Action<byte[]> BendHeader { get; init; } = _ => { };

    internal Action<byte[]> BendPlaintext { get; init; } = _ => { };

    internal byte[] Header()
    {
        var bodyBytes = 65 + 12 + PlaintextBytes + 16;
        byte[] header =
        [
            1, 1, 0, 1, .. U32(SealingKeyNumber), .. MessageId, .. Recipient.UserIdBytes, .. U32((uint)bodyBytes),
        ];
        BendHeader(header);
        return header;
    }

    internal byte[] SignedBytes() =>
    [
        .. Encoding.ASCII.GetBytes(SignatureLabel),
        .. Header(),
        .. Sender.Point,
        .. SHA256.HashData(SealingKey.Point),
        .. Ephemeral.Point,
        .. U64(SentAtMs),
        .. U16(ContentType),
        .. SHA256.HashData(Content),
    ];

    internal byte[] Sign()
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(forSigning: true, Sender.Private);
        var parts = signer.GenerateSignature(SHA256.HashData(SignedBytes()));
        return [.. ToFixed(parts[0]), .. ToFixed(parts[1])];
    }

    internal byte[] Plaintext()
    {
        var plaintext = new byte[PlaintextBytes];
        byte[] fields =
        [
            .. Sender.Point, .. U64(SentAtMs), .. Signature ?? Sign(), .. U16(ContentType), .. U32((uint)Content.Length), .. Content,
        ];
        fields.CopyTo(plaintext, 0);
        BendPlaintext(plaintext);
        return plaintext;
    }

    internal byte[] RawSecret()
    {
        var agreement = new ECDHBasicAgreement();
        agreement.Init(Ephemeral.Private);
        var peer = new ECPublicKeyParameters(ForgedKey.Curve.Curve.DecodePoint(SealingKey.Point), ForgedKey.Curve);
        return ToFixed(agreement.CalculateAgreement(peer));
    }

    internal byte[] KeyInfo() =>
    [
        .. Encoding.ASCII.GetBytes(KeyLabel),
        .. Ephemeral.Point,
        .. DerivedForUserId ?? Recipient.UserIdBytes,
        .. U32(SealingKeyNumber),
        .. SealingKey.Point,
    ];

    internal byte[] MessageKey()
    {
        var generator = new HkdfBytesGenerator(new Sha256Digest());
        generator.Init(new HkdfParameters(RawSecret(), [], KeyInfo()));
        var key = new byte[32];
        generator.GenerateBytes(key, 0, key.Length);
        return key;
    }

    internal byte[] Seal()
    {
        var header = Header();
        return [.. header, .. Ephemeral.Point, .. Nonce, .. Encrypt(header, Plaintext())];
    }

    private byte[] Encrypt(byte[] header, byte[] plaintext)
    {
        var cipher = new GcmBlockCipher(new AesEngine());
        cipher.Init(forEncryption: true, new AeadParameters(new KeyParameter(MessageKey()), 128, Nonce, header));
        var output = new byte[cipher.GetOutputSize(plaintext.Length)];
        var written = cipher.ProcessBytes(plaintext, 0, plaintext.Length, output, 0);
        cipher.DoFinal(output, written);
        return output;
    }

    internal static byte[] ToFixed(Org.BouncyCastle.Math.BigInteger value)
    {
        var bytes = value.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] U16(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
