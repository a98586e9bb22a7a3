using System.Buffers;

namespace Sdtp.Protocol.Wire;

/// <summary>What <see cref="FrameReader.TryRead"/> found at the head of the buffer.</summary>
public enum FrameReadStatus
{
    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>The start of a frame; read more and try again.</summary>
    NeedMore,

    /// <summary>A length below type and request id: the stream is not this protocol.</summary>
    Malformed,

    /// <summary>A length above <see cref="ProtocolLimits.FrameBytesMax"/>.</summary>
    TooLarge,
}

/// <summary>
/// Splits a byte stream into frames. Pure and incremental: no I/O, no state, no allocation, no exception for "need more".
/// </summary>
public static class FrameReader
{
    /// <summary>Reads the frame at the head of <paramref name="buffer"/>, if it is whole.</summary>
    /// <param name="buffer">Unconsumed bytes; on success moved past the frame, otherwise left as it was.</param>
    /// <param name="frame">The frame; its body points into the buffer.</param>
    public static FrameReadStatus TryRead(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadBigEndian(out int signedLength))
        {
            return FrameReadStatus.NeedMore;
        }

        // The length is unsigned on the wire: a set high bit is a huge frame, never a negative one.
        var length = (uint)signedLength;
        if (length > ProtocolLimits.FrameBytesMax - Frame.LengthFieldBytes)
        {
            return FrameReadStatus.TooLarge;
        }

        if (length < Frame.HeaderBytes)
        {
            return FrameReadStatus.Malformed;
        }

        if (reader.Remaining < length)
        {
            return FrameReadStatus.NeedMore;
        }

        reader.TryRead(out var type);
        reader.TryReadBigEndian(out int requestId);
        var end = buffer.GetPosition(Frame.LengthFieldBytes + length);
        frame = new Frame((FrameType)type, (uint)requestId, buffer.Slice(reader.Position, end));
        buffer = buffer.Slice(end);
        return FrameReadStatus.Frame;
    }
}
