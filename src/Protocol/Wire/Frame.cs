using System.Buffers;

namespace Sdtp.Protocol.Wire;

/// <summary>
/// One frame as it lies in the receive buffer: <c>length u32 | type u8 | requestId u32 | body</c>, big-endian, where <c>length</c>
/// counts everything after itself. The body is only valid until the buffer is advanced: copy out what must live longer.
/// </summary>
/// <param name="Type">What the frame says; may be a number that this build does not know.</param>
/// <param name="RequestId">Chosen by the client, echoed by the reply; zero on pushes and on connection errors.</param>
/// <param name="Body">The rest of the frame.</param>
public readonly record struct Frame(FrameType Type, uint RequestId, ReadOnlySequence<byte> Body)
{
    /// <summary>Bytes of the length field.</summary>
    public const int LengthFieldBytes = 4;

    /// <summary>Bytes of type and request id, which <c>length</c> counts.</summary>
    public const int HeaderBytes = 5;

    /// <summary>Bytes in front of a body.</summary>
    public const int OverheadBytes = LengthFieldBytes + HeaderBytes;

    /// <summary>Most bytes in a body.</summary>
    public const int BodyBytesMax = ProtocolLimits.FrameBytesMax - OverheadBytes;
}
