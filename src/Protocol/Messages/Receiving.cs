using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>FETCH takes the receive lease and reads one page: <c>after u64 | maxMessages u16</c>.</summary>
/// <param name="After">Read messages with a greater sequence; zero reads from the first unacknowledged one.</param>
/// <param name="MaxMessages">Most messages wanted, at least 1; more than 512 asks for 512, and the frame limit may give fewer.</param>
public readonly record struct FetchRequest(ulong After, ushort MaxMessages) : IWireMessage<FetchRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Fetch;

    /// <inheritdoc/>
    public int BodyLength => 8 + 2;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt64(After);
        writer.WriteUInt16(MaxMessages);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out FetchRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var after) || !reader.TryReadUInt16(out var maxMessages) || maxMessages == 0 || !reader.IsAtEnd)
        {
            return false;
        }

        message = new FetchRequest(after, maxMessages);
        return true;
    }
}

/// <summary>ACK: <c>through u64</c>.</summary>
/// <param name="Through">Every message up to and including this sequence is safe with the client and may go.</param>
public readonly record struct AckRequest(ulong Through) : IWireMessage<AckRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Ack;

    /// <inheritdoc/>
    public int BodyLength => 8;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt64(Through);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AckRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var through) || !reader.IsAtEnd)
        {
            return false;
        }

        message = new AckRequest(through);
        return true;
    }
}

/// <summary>ACK's reply: <c>first u64</c>.</summary>
/// <param name="First">The first sequence that is still in the mailbox, or the next to be assigned.</param>
public readonly record struct AckReply(ulong First) : IWireMessage<AckReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.AckReply;

    /// <inheritdoc/>
    public int BodyLength => 8;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt64(First);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AckReply message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var first) || !reader.IsAtEnd)
        {
            return false;
        }

        message = new AckReply(first);
        return true;
    }
}

/// <summary>SUBSCRIBE takes the receive lease and starts DELIVER pushes: <c>after u64 | window u16</c>.</summary>
/// <param name="After">Push messages with a greater sequence; zero starts at the first unacknowledged one.</param>
/// <param name="Window">Most messages pushed and not yet acknowledged, at least 1; the relay may grant fewer.</param>
public readonly record struct SubscribeRequest(ulong After, ushort Window) : IWireMessage<SubscribeRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Subscribe;

    /// <inheritdoc/>
    public int BodyLength => 8 + 2;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt64(After);
        writer.WriteUInt16(Window);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SubscribeRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var after) || !reader.TryReadUInt16(out var window) || window == 0 || !reader.IsAtEnd)
        {
            return false;
        }

        message = new SubscribeRequest(after, window);
        return true;
    }
}

/// <summary>SUBSCRIBE's reply: <c>first u64 | next u64 | window u16</c>.</summary>
/// <param name="First">The first sequence in the mailbox.</param>
/// <param name="Next">The sequence that the next stored message will get.</param>
/// <param name="Window">The window that the relay grants.</param>
public readonly record struct SubscribeReply(ulong First, ulong Next, ushort Window) : IWireMessage<SubscribeReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.SubscribeReply;

    /// <inheritdoc/>
    public int BodyLength => 8 + 8 + 2;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt64(First);
        writer.WriteUInt64(Next);
        writer.WriteUInt16(Window);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SubscribeReply message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var first)
            || !reader.TryReadUInt64(out var next)
            || !reader.TryReadUInt16(out var window)
            || !reader.IsAtEnd)
        {
            return false;
        }

        message = new SubscribeReply(first, next, window);
        return true;
    }
}
