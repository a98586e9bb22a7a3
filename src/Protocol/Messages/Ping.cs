using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>PING: <c>token u64</c>.</summary>
/// <param name="Token">Any number; it comes back.</param>
public readonly record struct PingRequest(ulong Token) : IWireMessage<PingRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Ping;

    /// <inheritdoc/>
    public int BodyLength => 8;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt64(Token);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out PingRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var token) || !reader.IsAtEnd)
        {
            return false;
        }

        message = new PingRequest(token);
        return true;
    }
}

/// <summary>PING's reply: <c>token u64</c>.</summary>
/// <param name="Token">The request's number.</param>
public readonly record struct PingReply(ulong Token) : IWireMessage<PingReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.PingReply;

    /// <inheritdoc/>
    public int BodyLength => 8;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt64(Token);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out PingReply message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var token) || !reader.IsAtEnd)
        {
            return false;
        }

        message = new PingReply(token);
        return true;
    }
}
