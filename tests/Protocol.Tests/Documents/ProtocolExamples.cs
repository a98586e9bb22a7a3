using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>Every worked example of docs/protocol.md, by name.</summary>
internal static partial class ProtocolExamples
{
    internal const ulong CreatedAtMs = 1_767_225_600_000;
    internal const ulong ExpiresAtMs = CreatedAtMs + (60UL * 24 * 60 * 60 * 1000);
    internal const ulong StoredAtMs = CreatedAtMs + 3_600_000;

    internal static readonly DeterministicSigner Alice = new("SDTP example: identity of Alice");
    internal static readonly DeterministicSigner AliceSealing1 = new("SDTP example: sealing key 1 of Alice");
    internal static readonly DeterministicSigner AliceSealing2 = new("SDTP example: sealing key 2 of Alice");
    internal static readonly DeterministicSigner Bob = new("SDTP example: identity of Bob");
    internal static readonly DeterministicSigner BobSealing1 = new("SDTP example: sealing key 1 of Bob");
    internal static readonly DeterministicSigner Ephemeral = new("SDTP example: ephemeral key");

    private static readonly UserId AliceId = UserId.Of(Alice.PublicKey);
    private static readonly UserId BobId = UserId.Of(Bob.PublicKey);
    private static readonly Username AliceName = Username.Parse("Alice");
    private static readonly Username BobName = Username.Parse("Bob");

    private static readonly byte[] ServerIdBytes = Rising(0x50, 32);
    private static readonly byte[] ClientNonce = Rising(0x40, 32);
    private static readonly byte[] ServerNonce = Rising(0x20, 32);
    private static readonly byte[] CertificateHash = Rising(0xA0, 32);
    private static readonly byte[] MessageIdBytes = Rising(0x10, 16);

    private static readonly byte[] RegisterProof = LoginProof.SignedBytes(
        LoginPurpose.Register, new ServerId(ServerIdBytes), AliceId, AliceName, ClientNonce, ServerNonce, new Fingerprint(CertificateHash));

    private static readonly byte[] LoginProofBytes = LoginProof.SignedBytes(
        LoginPurpose.Login, new ServerId(ServerIdBytes), AliceId, default, ClientNonce, ServerNonce, new Fingerprint(CertificateHash));

    private static readonly SealingKeyRecord AliceRecord1 = Record(Alice, 1, AliceSealing1, CreatedAtMs);
    private static readonly SealingKeyRecord AliceRecord2 = Record(Alice, 2, AliceSealing2, CreatedAtMs + (7UL * 24 * 60 * 60 * 1000));
    private static readonly SealingKeyRecord BobRecord1 = Record(Bob, 1, BobSealing1, CreatedAtMs);

    private static readonly byte[] Envelope = [.. EnvelopeFields().All.SelectMany(part => part.Bytes)];

    internal static IReadOnlyList<DeterministicSigner> Keys { get; } = [Alice, AliceSealing1, AliceSealing2, Bob, BobSealing1, Ephemeral];

    internal static IReadOnlyList<Example> All { get; } = [.. Pieces(), .. ConnectionFrames(), .. SessionFrames(), .. MailboxFrames()];

    private static IEnumerable<Example> Pieces()
    {
        yield return new PieceExample("login-proof-register", ProofFields(1, "Alice"), RegisterProof);
        yield return new PieceExample("login-proof-login", ProofFields(2, ""), LoginProofBytes);
        yield return new PieceExample(
            "sealing-key-signed-bytes",
            new ExampleFields()
                .Raw([.. "SDTP1 sealing key\0"u8], "label: \"SDTP1 sealing key\" and a zero byte")
                .Raw(AliceId.ToArray(), "owner: userID of Alice")
                .U32(1, "number")
                .Raw(AliceSealing1.PublicKey.Bytes.ToArray(), "public key")
                .U64(CreatedAtMs, "created at")
                .U64(ExpiresAtMs, "expires at"),
            SealingKeyRecord.SignedBytes(AliceId, 1, AliceSealing1.PublicKey, CreatedAtMs, ExpiresAtMs));
        yield return new PieceExample("sealing-key-record", RecordFields(new ExampleFields(), AliceRecord1), AliceRecord1.ToArray());
        yield return new PieceExample("envelope-header", EnvelopeHeaderFields(), HeaderWritten());
    }

    private static ExampleFields ProofFields(byte purpose, string foldedSource) => new ExampleFields()
        .Raw([.. "SDTP1 login\0"u8], "label: \"SDTP1 login\" and a zero byte")
        .U8(purpose, purpose == 1 ? "purpose: register" : "purpose: login")
        .Raw(ServerIdBytes, "serverID")
        .Raw(AliceId.ToArray(), "userID of Alice")
        .Text8(foldedSource.ToLowerInvariant(), foldedSource.Length == 0 ? "username (none)" : "username, folded")
        .Raw(ClientNonce, "client nonce")
        .Raw(ServerNonce, "server nonce")
        .Raw(CertificateHash, "certificate hash");

    private static ExampleFields RecordFields(ExampleFields fields, SealingKeyRecord record) => fields
        .U32(record.Number, "sealing key: number")
        .Raw(record.PublicKey.Bytes.ToArray(), "sealing key: public key")
        .U64(record.CreatedAtMs, "sealing key: created at")
        .U64(record.ExpiresAtMs, "sealing key: expires at")
        .Raw(record.Signature.ToArray(), "sealing key: signature");

    private static ExampleFields EnvelopeHeaderFields() => new ExampleFields()
        .U8(1, "envelope: version")
        .U8(1, "envelope: kind, sealed")
        .U16(1, "envelope: suite")
        .U32(1, "envelope: sealing key number")
        .Raw(MessageIdBytes, "envelope: message id")
        .Raw(BobId.ToArray(), "envelope: to, userID of Bob")
        .U32(65 + 12 + 32 + 16, "envelope: body length");

    /// <summary>A body of the right shape that is not sealed to anybody: the relay cannot tell.</summary>
    private static ExampleFields EnvelopeFields() => EnvelopeHeaderFields()
        .Raw(Ephemeral.PublicKey.Bytes.ToArray(), "envelope: ephemeral public key")
        .Raw(Rising(0x70, 12), "envelope: nonce")
        .Raw(Rising(0xC0, 32), "envelope: ciphertext (filler)")
        .Raw(Rising(0xE0, 16), "envelope: tag (filler)");

    private static ExampleFields AddEnvelope(this ExampleFields fields)
    {
        foreach (var (bytes, note) in EnvelopeFields().All)
        {
            fields.Raw(bytes, note);
        }

        return fields;
    }

    private static byte[] HeaderWritten()
    {
        var bytes = new byte[EnvelopeHeader.Length];
        new EnvelopeHeader(EnvelopeKind.Sealed, 1, 1, new MessageId(MessageIdBytes), BobId, 65 + 12 + 32 + 16).CopyTo(bytes);
        return bytes;
    }

    private static SealingKeyRecord Record(DeterministicSigner owner, uint number, DeterministicSigner key, ulong createdAtMs)
    {
        var expiresAtMs = createdAtMs + (ExpiresAtMs - CreatedAtMs);
        var signed = SealingKeyRecord.SignedBytes(UserId.Of(owner.PublicKey), number, key.PublicKey, createdAtMs, expiresAtMs);
        return new SealingKeyRecord(number, key.PublicKey, createdAtMs, expiresAtMs, owner.Sign(signed));
    }

    private static byte[] Rising(byte first, int count) => [.. Enumerable.Range(first, count).Select(value => (byte)value)];
}
