using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sdtp.Protocol.Wire;

/// <summary>Reads typed bodies out of frames.</summary>
public static class FrameBody
{
    /// <summary>Reads the body of a frame as a message; false when it breaks the message's grammar.</summary>
    /// <typeparam name="T">The message's type.</typeparam>
    /// <param name="frame">The frame, whose type the caller has already matched.</param>
    /// <param name="message">The message; it owns its bytes and outlives the frame.</param>
    public static bool TryRead<T>(in Frame frame, [NotNullWhen(true)] out T? message)
        where T : IWireMessage<T>
    {
        if (frame.Body.IsSingleSegment)
        {
            return T.TryRead(frame.Body.FirstSpan, out message);
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)frame.Body.Length);
        try
        {
            frame.Body.CopyTo(rented);
            return T.TryRead(rented.AsSpan(0, (int)frame.Body.Length), out message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
