using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Messages;

/// <summary>One stored message: <c>sequence u64 | sender 32 | storedAt u64 ms | length u32 | envelope</c>.</summary>
/// <param name="Sequence">Its place in the mailbox.</param>
/// <param name="Sender">The userID that was logged in when it was sent, by the relay's word; the sealed signature is the proof.</param>
/// <param name="StoredAtMs">The relay's clock when it was stored, Unix milliseconds.</param>
/// <param name="Envelope">The envelope bytes.</param>
public readonly record struct StoredMessage(ulong Sequence, UserId Sender, ulong StoredAtMs, ReadOnlyMemory<byte> Envelope)
{
    /// <summary>Bytes in front of the envelope.</summary>
    public const int OverheadBytes = 8 + UserId.Length + 8 + 4;
}

/// <summary>
/// A run of messages in sequence order, as FETCH answers and DELIVER pushes it:
/// <c>first u64 | next u64 | count u16 | count x stored message</c>. It always fits one frame.
/// Pages compare by reference.
/// </summary>
/// <param name="First">The first sequence that is still in the mailbox.</param>
/// <param name="Next">The sequence that the next stored message will get; the mailbox holds <c>Next - First</c> messages.</param>
/// <param name="Messages">The messages, by sequence; each follows the one before it without a gap.</param>
public sealed record MessagePage(ulong First, ulong Next, IReadOnlyList<StoredMessage> Messages)
{
    /// <summary>Bytes in front of the messages.</summary>
    public const int OverheadBytes = 8 + 8 + 2;

    /// <summary>Most bytes that the messages of one page, each with <see cref="StoredMessage.OverheadBytes"/>, may take.</summary>
    public const int MessageBytesMax = Frame.BodyBytesMax - OverheadBytes;

    internal int BodyLength
    {
        get
        {
            var length = OverheadBytes;
            for (var i = 0; i < Messages.Count; i++)
            {
                length += StoredMessage.OverheadBytes + Messages[i].Envelope.Length;
            }

            return length;
        }
    }

    internal void Write(ref WireWriter writer)
    {
        if (Messages.Count > ProtocolLimits.PageMessagesMax)
        {
            throw new InvalidOperationException($"A page of {Messages.Count} messages exceeds {ProtocolLimits.PageMessagesMax}.");
        }

        writer.WriteUInt64(First);
        writer.WriteUInt64(Next);
        writer.WriteUInt16((ushort)Messages.Count);
        for (var i = 0; i < Messages.Count; i++)
        {
            var message = Messages[i];
            writer.WriteUInt64(message.Sequence);
            writer.WriteUserId(message.Sender);
            writer.WriteUInt64(message.StoredAtMs);
            writer.WriteUInt32((uint)message.Envelope.Length);
            writer.WriteBytes(message.Envelope.Span);
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out MessagePage? page)
    {
        page = null;
        var reader = new WireReader(body);
        if (!reader.TryReadUInt64(out var first) || !reader.TryReadUInt64(out var next) || !reader.TryReadUInt16(out var count)
            || first > next || count > ProtocolLimits.PageMessagesMax || count * StoredMessage.OverheadBytes > reader.Remaining)
        {
            return false;
        }

        var messages = new StoredMessage[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadUInt64(out var sequence)
                || !reader.TryReadUserId(out var sender)
                || !reader.TryReadUInt64(out var storedAt)
                || !reader.TryReadUInt32(out var length)
                || length > ProtocolLimits.EnvelopeBytesMax
                || !reader.TryReadBytes((int)length, out var envelope)
                || (i > 0 && sequence != messages[i - 1].Sequence + 1))
            {
                return false;
            }

            messages[i] = new StoredMessage(sequence, sender, storedAt, envelope.ToArray());
        }

        if (!reader.IsAtEnd)
        {
            return false;
        }

        page = new MessagePage(first, next, messages);
        return true;
    }
}

/// <summary>FETCH's reply: a <see cref="MessagePage"/>.</summary>
/// <param name="Page">The page; empty when nothing is waiting.</param>
public sealed record FetchReply(MessagePage Page) : IWireMessage<FetchReply>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.FetchReply;

    /// <inheritdoc/>
    public int BodyLength => Page.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Page.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out FetchReply? message)
    {
        message = MessagePage.TryRead(body, out var page) ? new FetchReply(page) : null;
        return message is not null;
    }
}

/// <summary>DELIVER: a <see cref="MessagePage"/> pushed to the subscriber, with request id zero.</summary>
/// <param name="Page">The page; never empty.</param>
public sealed record Deliver(MessagePage Page) : IWireMessage<Deliver>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Deliver;

    /// <inheritdoc/>
    public int BodyLength => Page.BodyLength;

    /// <inheritdoc/>
    public void Write(ref WireWriter writer) => Page.Write(ref writer);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Deliver? message)
    {
        message = MessagePage.TryRead(body, out var page) ? new Deliver(page) : null;
        return message is not null;
    }
}
