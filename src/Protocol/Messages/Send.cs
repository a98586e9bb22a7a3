using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>SEND: <c>run u32 | envelope (the rest)</c>. The envelope's own header names the recipient and the message id.</summary>
/// <param name="Run">
/// Counts this connection's attempts to keep the order towards one recipient. After a refusal that closes the gate, sends with the same
/// number are answered OUT_OF_ORDER; a higher number, starting at the first unacknowledged message, opens it.
/// </param>
/// <param name="Envelope">The envelope bytes, copied once off the wire and owned by the message.</param>
public readonly record struct SendRequest(uint Run, ReadOnlyMemory<byte> Envelope) : IWireMessage<SendRequest>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Send;

    /// <inheritdoc/>
    public int BodyLength => 4 + Envelope.Length;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt32(Run);
        writer.WriteBytes(Envelope.Span);
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SendRequest message)
    {
        message = default;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt32(out var run) || !reader.TryReadBytes(reader.Remaining, out var envelope))
        {
            return false;
        }

        message = new SendRequest(run, envelope.ToArray());
        return true;
    }
}

/// <summary>SEND's reply: <c>sequence u64</c>. The message is on stable storage; a retry gets the same sequence.</summary>
/// <param name="Sequence">The message's place in the recipient's mailbox, from 1, without gaps.</param>
public readonly record struct SendReply(ulong Sequence) : IWireMessage<SendReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.SendReply;

    /// <inheritdoc/>
    public int BodyLength => 8;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => writer.WriteUInt64(Sequence);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SendReply message)
    {
        var reader = new WireReader(body);
        var read = reader.TryReadUInt64(out var sequence) && reader.IsAtEnd;
        message = new SendReply(sequence);
        return read;
    }
}
