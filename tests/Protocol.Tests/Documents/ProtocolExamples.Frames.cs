using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Documents;

internal static partial class ProtocolExamples
{
    private static (RelayLimit Limit, ulong Value, string Note)[] DefaultLimits =>
    [
        (RelayLimit.RetentionSeconds, 2_592_000, "retention: 30 days"),
        (RelayLimit.MailboxBytes, 67_108_864, "mailbox: 64 MiB"),
        (RelayLimit.MailboxMessages, 100_000, "mailbox: 100,000 messages"),
        (RelayLimit.SenderBytes, 16_777_216, "one sender: 16 MiB"),
        (RelayLimit.SenderMessages, 25_000, "one sender: 25,000 messages"),
        (RelayLimit.RetryWindowSeconds, 120, "retry window: 120 s"),
        (RelayLimit.SupersededKeySeconds, 86_400, "superseded key: 24 h"),
        (RelayLimit.IdleSeconds, 300, "idle: 300 s"),
        (RelayLimit.PipelinedRequests, 256, "pipelined requests: 256"),
        (RelayLimit.LookupsPerMinute, 600, "lookups: 600 per minute"),
        (RelayLimit.DeliveryWindow, 1_024, "delivery window: 1,024"),
    ];

    private static SessionInfo AliceSession => new(AliceName, 1);

    private static IEnumerable<Example> ConnectionFrames()
    {
        yield return OfFrame("hello", FrameType.Hello, 1, new HelloRequest(1, 1, 0, "demo/1.0"), new ExampleFields()
            .Raw([.. "SDTP"u8], "magic: \"SDTP\"")
            .U8(1, "lowest version")
            .U8(1, "highest version")
            .U64(0, "features: none")
            .Text8("demo/1.0", "client name"));
        yield return OfFrame("hello-reply", FrameType.HelloReply, 1, HelloReply(), HelloReplyFields());
        yield return OfFrame("ping", FrameType.Ping, 2, new PingRequest(0xDECAF), new ExampleFields().U64(0xDECAF, "token"));
        yield return OfFrame("ping-reply", FrameType.PingReply, 2, new PingReply(0xDECAF), new ExampleFields().U64(0xDECAF, "token"));
        yield return OfFrame(
            "error", FrameType.Error, 9, new ErrorReply(new Problem(ErrorCode.MailboxFull, 5_000, "The mailbox is full; wait.")),
            ProblemFields(42, "MAILBOX_FULL", 5_000, "The mailbox is full; wait."));
        yield return OfFrame(
            "error-closing", FrameType.Error, 0, new ErrorReply(new Problem(ErrorCode.MalformedFrame, 0, "PING takes 8 bytes.")),
            ProblemFields(1, "MALFORMED_FRAME", 0, "PING takes 8 bytes."));
        yield return OfFrame(
            "notice", FrameType.Notice, 0, new Notice(new Problem(ErrorCode.ReceiverReplaced, 0, "Another session receives.")),
            ProblemFields(60, "RECEIVER_REPLACED", 0, "Another session receives."));
    }

    private static IEnumerable<Example> SessionFrames()
    {
        var registerSignature = Alice.Sign(RegisterProof);
        var loginSignature = Alice.Sign(LoginProofBytes);
        var aliceKey = Alice.PublicKey.Bytes.ToArray();
        yield return OfFrame("challenge", FrameType.Challenge, 3, default(ChallengeRequest), new ExampleFields());
        yield return OfFrame("challenge-reply", FrameType.ChallengeReply, 3, new ChallengeReply(ServerNonce),
            new ExampleFields().Raw(ServerNonce, "server nonce"));
        yield return OfFrame("register", FrameType.Register, 4,
            new RegisterRequest("Alice"u8.ToArray(), aliceKey, ClientNonce, AliceRecord1.ToArray(), registerSignature),
            RecordFields(
                new ExampleFields().Text8("Alice", "username").Raw(aliceKey, "identity key of Alice").Raw(ClientNonce, "client nonce"),
                AliceRecord1).Raw(registerSignature, "signature over login-proof-register"));
        yield return OfFrame("register-reply", FrameType.RegisterReply, 4, new RegisterReply(AliceSession), SessionFields());
        yield return OfFrame("login", FrameType.Login, 5,
            new LoginRequest(Array.Empty<byte>(), aliceKey, ClientNonce, loginSignature),
            new ExampleFields()
                .Text8("", "username (none)").Raw(aliceKey, "identity key of Alice").Raw(ClientNonce, "client nonce")
                .Raw(loginSignature, "signature over login-proof-login"));
        yield return OfFrame("login-reply", FrameType.LoginReply, 5, new LoginReply(AliceSession), SessionFields());
        yield return OfFrame("logout", FrameType.Logout, 6, default(LogoutRequest), new ExampleFields());
        yield return OfFrame("logout-reply", FrameType.LogoutReply, 6, default(LogoutReply), new ExampleFields());
        yield return OfFrame("publish-key", FrameType.PublishKey, 7, new PublishKeyRequest(AliceRecord2.ToArray()),
            RecordFields(new ExampleFields(), AliceRecord2));
        yield return OfFrame("publish-key-reply", FrameType.PublishKeyReply, 7,
            new PublishKeyReply(2), new ExampleFields().U32(2, "number"));
    }

    private static IEnumerable<Example> MailboxFrames()
    {
        yield return OfFrame("lookup-by-name", FrameType.Lookup, 8, LookupRequest.For(BobName),
            new ExampleFields().U8(1, "kind: by username").Text8("Bob", "username"));
        yield return OfFrame("lookup-by-userid", FrameType.Lookup, 8, LookupRequest.For(BobId),
            new ExampleFields().U8(2, "kind: by userID").Raw(BobId.ToArray(), "userID of Bob"));
        yield return OfFrame("lookup-reply", FrameType.LookupReply, 8, new LookupReply(Bob.PublicKey, BobName, BobRecord1),
            RecordFields(
                new ExampleFields().Raw(Bob.PublicKey.Bytes.ToArray(), "identity key of Bob").Text8("Bob", "username"), BobRecord1));
        yield return OfFrame("send", FrameType.Send, 9, new SendRequest(1, Envelope), new ExampleFields().U32(1, "run").AddEnvelope());
        yield return OfFrame("send-reply", FrameType.SendReply, 9, new SendReply(17), new ExampleFields().U64(17, "sequence"));
        yield return OfFrame("fetch", FrameType.Fetch, 10, new FetchRequest(0, 100),
            new ExampleFields().U64(0, "after: from the first").U16(100, "most messages"));
        yield return OfFrame("fetch-reply-empty", FrameType.FetchReply, 10, new FetchReply(new MessagePage(17, 17, [])),
            new ExampleFields().U64(17, "first").U64(17, "next: the mailbox is empty").U16(0, "messages: none"));
        yield return OfFrame("fetch-reply", FrameType.FetchReply, 10, new FetchReply(OneMessage()), PageFields());
        yield return OfFrame("ack", FrameType.Ack, 11, new AckRequest(17), new ExampleFields().U64(17, "through"));
        yield return OfFrame("ack-reply", FrameType.AckReply, 11, new AckReply(18), new ExampleFields().U64(18, "first"));
        yield return OfFrame("subscribe", FrameType.Subscribe, 12, new SubscribeRequest(0, 256),
            new ExampleFields().U64(0, "after: from the first").U16(256, "window"));
        yield return OfFrame("subscribe-reply", FrameType.SubscribeReply, 12, new SubscribeReply(17, 18, 256),
            new ExampleFields().U64(17, "first").U64(18, "next").U16(256, "window granted"));
        yield return OfFrame("deliver", FrameType.Deliver, 0, new Deliver(OneMessage()), PageFields());
        yield return OfFrame("unsubscribe", FrameType.Unsubscribe, 13, default(UnsubscribeRequest), new ExampleFields());
        yield return OfFrame("unsubscribe-reply", FrameType.UnsubscribeReply, 13, default(UnsubscribeReply), new ExampleFields());
    }

    private static FrameExample OfFrame(string name, FrameType type, uint requestId, object message, ExampleFields body) =>
        new(name, body.AsFrame((byte)type, DocumentedName(type), requestId), type, requestId, message);

    /// <summary>HELLO reply, PUBLISH-KEY: a type as the document writes it.</summary>
    internal static string DocumentedName(FrameType type) => type switch
    {
        FrameType.PublishKey => "PUBLISH-KEY",
        _ when type is not FrameType.Error && (byte)type >= 0x80 => $"{DocumentedName((FrameType)((byte)type & 0x7F))} reply",
        _ => type.ToString().ToUpperInvariant(),
    };

    private static HelloReply HelloReply() =>
        new(1, 0, new ServerId(ServerIdBytes), StoredAtMs, DefaultLimits.ToDictionary(limit => limit.Limit, limit => limit.Value));

    private static ExampleFields HelloReplyFields()
    {
        var fields = new ExampleFields()
            .U8(1, "version").U64(0, "features: none").Raw(ServerIdBytes, "serverID").U64(StoredAtMs, "server time")
            .U8((byte)DefaultLimits.Length, "limits: count");
        foreach (var (limit, value, note) in DefaultLimits)
        {
            fields.U8((byte)limit, $"limit {(byte)limit}").U64(value, note);
        }

        return fields;
    }

    private static ExampleFields ProblemFields(ushort code, string name, uint retryAfterMs, string detail) =>
        new ExampleFields().U16(code, $"code: {name}").U32(retryAfterMs, "retry after, ms").Text16(detail, "detail");

    private static ExampleFields SessionFields() => new ExampleFields().Text8("Alice", "username").U32(1, "sealing key number");

    private static MessagePage OneMessage() => new(17, 18, [new StoredMessage(17, AliceId, StoredAtMs, Envelope)]);

    private static ExampleFields PageFields() => new ExampleFields()
        .U64(17, "first").U64(18, "next").U16(1, "messages: one")
        .U64(17, "message: sequence").Raw(AliceId.ToArray(), "message: sender, userID of Alice").U64(StoredAtMs, "message: stored at")
        .U32((uint)Envelope.Length, "message: envelope length").AddEnvelope();
}
