using System.Buffers.Binary;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <summary>
/// What a mailbox would otherwise have to read all of its rows to know again: the counts over the rows from <see cref="CountedFrom"/> to
/// before <see cref="Next"/>. Rows from <see cref="CountedFrom"/> on are never swept, so the owner can go on counting from here.
/// </summary>
/// <param name="CountedFrom">Lowest row in the counts.</param>
/// <param name="Next">The sequence after the last row in the counts.</param>
/// <param name="BytesThrough">Envelope bytes of all rows ever stored before <paramref name="Next"/>.</param>
/// <param name="Bytes">Envelope bytes in the counts, of all senders.</param>
/// <param name="Messages">Messages in the counts, of all senders.</param>
/// <param name="Senders">The senders with more than a sixty-fourth of the share that one may have.</param>
internal sealed record CheckpointContent(
    ulong CountedFrom, ulong Next, ulong BytesThrough, long Bytes, int Messages, IReadOnlyList<KeyValuePair<UserId, SenderShare>> Senders)
{
    /// <summary>A mailbox in which nothing was ever stored.</summary>
    public static readonly CheckpointContent Empty = new(1, 1, 0, 0, 0, []);
}

/// <summary>
/// Bytes of a checkpoint: <c>format u8 = 1 | countedFrom u64 | next u64 | bytesThrough u64 | bytes u64 | messages u32 | senderCount u16 |
/// senderCount x (sender 32 | bytes u64 | messages u32)</c>, big-endian.
/// </summary>
internal static class CheckpointCodec
{
    private const byte Format = 1;
    private const int HeaderBytes = 1 + 8 + 8 + 8 + 8 + 4 + 2;
    private const int SenderBytes = UserId.Length + 8 + 4;

    /// <summary>Most senders that a checkpoint can hold.</summary>
    public const int SendersMax = (MailboxCheckpoint.BytesMax - HeaderBytes) / SenderBytes;

    public static MailboxCheckpoint Encode(CheckpointContent content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Senders.Count, SendersMax, nameof(content));
        var bytes = new byte[HeaderBytes + (content.Senders.Count * SenderBytes)];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), content.CountedFrom);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(9), content.Next);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(17), content.BytesThrough);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(25), content.Bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(33), content.Messages);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(37), (ushort)content.Senders.Count);
        var rest = bytes.AsSpan(HeaderBytes);
        foreach (var (sender, share) in content.Senders)
        {
            sender.CopyTo(rest);
            BinaryPrimitives.WriteInt64BigEndian(rest[UserId.Length..], share.Bytes);
            BinaryPrimitives.WriteInt32BigEndian(rest[(UserId.Length + 8)..], share.Messages);
            rest = rest[SenderBytes..];
        }

        return new MailboxCheckpoint(bytes);
    }

    /// <exception cref="InvalidDataException">The bytes are no checkpoint of this build: damaged, or written by a later one.</exception>
    public static CheckpointContent Decode(MailboxCheckpoint checkpoint)
    {
        var bytes = checkpoint.Bytes.Span;
        if (bytes.Length < HeaderBytes || bytes[0] != Format)
        {
            throw new InvalidDataException("The mailbox checkpoint is not of format 1. Use the build that wrote it, or a later one.");
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(bytes[37..]);
        if (bytes.Length != HeaderBytes + (count * SenderBytes))
        {
            throw new InvalidDataException($"The mailbox checkpoint names {count} senders and has {bytes.Length} bytes.");
        }

        var senders = new KeyValuePair<UserId, SenderShare>[count];
        var rest = bytes[HeaderBytes..];
        for (var i = 0; i < count; i++)
        {
            var share = new SenderShare
            {
                Bytes = BinaryPrimitives.ReadInt64BigEndian(rest[UserId.Length..]),
                Messages = BinaryPrimitives.ReadInt32BigEndian(rest[(UserId.Length + 8)..]),
            };
            senders[i] = new KeyValuePair<UserId, SenderShare>(new UserId(rest[..UserId.Length]), share);
            rest = rest[SenderBytes..];
        }

        return new CheckpointContent(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[17..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[25..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[33..]),
            senders);
    }
}
