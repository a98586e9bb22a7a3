using System.Buffers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Tests.Codec;

/// <summary>Every message of the protocol by its frame type, so that a test can read whatever arrives.</summary>
internal static class WireCodec
{
    private static readonly Dictionary<FrameType, Codec> Codecs = new Codec[]
    {
        new Codec<HelloRequest>(), new Codec<HelloReply>(),
        new Codec<ChallengeRequest>(), new Codec<ChallengeReply>(),
        new Codec<RegisterRequest>(), new Codec<RegisterReply>(),
        new Codec<LoginRequest>(), new Codec<LoginReply>(),
        new Codec<LogoutRequest>(), new Codec<LogoutReply>(),
        new Codec<PingRequest>(), new Codec<PingReply>(),
        new Codec<LookupRequest>(), new Codec<LookupReply>(),
        new Codec<SendRequest>(), new Codec<SendReply>(),
        new Codec<FetchRequest>(), new Codec<FetchReply>(),
        new Codec<AckRequest>(), new Codec<AckReply>(),
        new Codec<SubscribeRequest>(), new Codec<SubscribeReply>(),
        new Codec<UnsubscribeRequest>(), new Codec<UnsubscribeReply>(),
        new Codec<PublishKeyRequest>(), new Codec<PublishKeyReply>(),
        new Codec<Deliver>(), new Codec<Notice>(), new Codec<ErrorReply>(),
    }.ToDictionary(codec => codec.Type);

    internal static IReadOnlyCollection<FrameType> Types => Codecs.Keys;

    /// <summary>The message in a frame; null for an unknown type or a body that breaks its grammar.</summary>
    internal static object? Decode(in Frame frame) => Codecs.GetValueOrDefault(frame.Type)?.Decode(frame);

    /// <summary>Writes a message of any type as a whole frame.</summary>
    internal static byte[] Encode(FrameType type, uint requestId, object message)
    {
        var output = new ArrayBufferWriter<byte>();
        Codecs[type].Encode(output, requestId, message);
        return output.WrittenSpan.ToArray();
    }

    internal static byte[] Encode<T>(uint requestId, in T message)
        where T : IWireMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, requestId, message);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads the one frame that the bytes must be.</summary>
    internal static Frame ReadOnly(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, out var frame));
        Assert.True(buffer.IsEmpty);
        return frame;
    }

    private abstract class Codec
    {
        internal abstract FrameType Type { get; }

        internal abstract object? Decode(in Frame frame);

        internal abstract void Encode(IBufferWriter<byte> output, uint requestId, object message);
    }

    private sealed class Codec<T> : Codec
        where T : IWireMessage<T>
    {
        internal override FrameType Type => T.Type;

        internal override object? Decode(in Frame frame) => FrameBody.TryRead<T>(frame, out var message) ? message : null;

        internal override void Encode(IBufferWriter<byte> output, uint requestId, object message) =>
            FrameWriter.Write(output, requestId, (T)message);
    }
}
