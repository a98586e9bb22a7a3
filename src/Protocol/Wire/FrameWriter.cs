using System.Buffers;

namespace Sdtp.Protocol.Wire;

/// <summary>Writes whole frames. <c>frame = length u32 | type u8 | requestId u32 | body</c>.</summary>
public static class FrameWriter
{
    /// <summary>Writes one frame in a single advance of <paramref name="output"/>.</summary>
    /// <typeparam name="T">The message's type, which fixes its frame type and body grammar.</typeparam>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="requestId">The id of the request that this is or answers; zero for pushes.</param>
    /// <param name="message">The body.</param>
    /// <exception cref="InvalidOperationException">
    /// The message would exceed the frame limit, or wrote another length than it announced.
    /// </exception>
    public static void Write<T>(IBufferWriter<byte> output, uint requestId, in T message)
        where T : IWireMessage<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        var bodyLength = message.BodyLength;
        if (bodyLength > Frame.BodyBytesMax)
        {
            throw new InvalidOperationException($"A {T.Type} body of {bodyLength} bytes exceeds {Frame.BodyBytesMax}.");
        }

        var total = Frame.OverheadBytes + bodyLength;
        var span = output.GetSpan(total)[..total];
        var writer = new WireWriter(span);
        writer.WriteUInt32((uint)(Frame.HeaderBytes + bodyLength));
        writer.WriteByte((byte)T.Type);
        writer.WriteUInt32(requestId);
        message.Write(ref writer);
        if (writer.Written != total)
        {
            throw new InvalidOperationException(
                $"A {T.Type} body announced {bodyLength} bytes and wrote {writer.Written - Frame.OverheadBytes}.");
        }

        output.Advance(total);
    }
}
