using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>Why something was refused: <c>code u16 | retryAfter u32 ms | detail (u16 length, UTF-8)</c>.</summary>
/// <param name="Code">The stable code; may be a number that this build does not know.</param>
/// <param name="RetryAfterMs">How long to wait before trying again, or zero.</param>
/// <param name="Detail">What went wrong and what to do next, for a person; never parsed. Clipped at 512 bytes when written.</param>
public readonly record struct Problem(ErrorCode Code, uint RetryAfterMs, string Detail)
{
    internal int BodyLength => 2 + 4 + 2 + WireText.ClippedByteCount(Detail, ProtocolLimits.DetailBytesMax);

    internal void Write(ref WireWriter writer)
    {
        writer.WriteUInt16((ushort)Code);
        writer.WriteUInt32(RetryAfterMs);
        WireText.WriteClipped(ref writer, Detail, ProtocolLimits.DetailBytesMax);
    }

    internal static bool TryRead(ReadOnlySpan<byte> body, out Problem problem)
    {
        problem = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt16(out var code)
            || !reader.TryReadUInt32(out var retryAfter)
            || !WireText.TryReadLong(ref reader, ProtocolLimits.DetailBytesMax, out var detail)
            || !reader.IsAtEnd)
        {
            return false;
        }

        problem = new Problem((ErrorCode)code, retryAfter, detail);
        return true;
    }
}

/// <summary>ERROR: the answer to a refused request, or, with request id zero, the reason why the connection closes.</summary>
/// <param name="Problem">What went wrong.</param>
public readonly record struct ErrorReply(Problem Problem) : IWireMessage<ErrorReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Error;

    /// <inheritdoc/>
    public int BodyLength => Problem.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Problem.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out ErrorReply message)
    {
        var read = Problem.TryRead(body, out var problem);
        message = new ErrorReply(problem);
        return read;
    }
}

/// <summary>NOTICE: told without being asked, with request id zero; the connection stays open (RECEIVER_REPLACED, GOING_AWAY).</summary>
/// <param name="Problem">What happened.</param>
public readonly record struct Notice(Problem Problem) : IWireMessage<Notice>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Notice;

    /// <inheritdoc/>
    public int BodyLength => Problem.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Problem.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Notice message)
    {
        var read = Problem.TryRead(body, out var problem);
        message = new Notice(problem);
        return read;
    }
}
