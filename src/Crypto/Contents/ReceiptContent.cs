using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Crypto.Contents;

/// <summary>
/// A receipt (content type 2; docs/protocol.md, section 8.6): what its sender says has become of messages that it had from us.
/// It is a claim about ids, and names no conversation: believe it only of messages that we sent to the one who signed it.
/// </summary>
public sealed class ReceiptContent : MessageContent
{
    /// <summary>Most messages that one receipt covers.</summary>
    public const int IdsMax = 1_024;

    private const int CountOffset = sizeof(byte);
    private const int IdsOffset = CountOffset + sizeof(ushort);

    private ReceiptContent(ReceiptKind kind, IReadOnlyList<MessageId> ids)
        : base(ContentType.Receipt)
    {
        Kind = kind;
        Ids = ids;
    }

    /// <summary>What has become of the messages.</summary>
    public ReceiptKind Kind { get; }

    /// <summary>The messages: 1 to <see cref="IdsMax"/>, as sent. An id that comes twice says no more than once.</summary>
    public IReadOnlyList<MessageId> Ids { get; }

    /// <summary>Writes a receipt as content: <c>kind u8 | count u16 | count x messageId 16</c>.</summary>
    /// <param name="kind">What has become of the messages.</param>
    /// <param name="ids">The messages: 1 to <see cref="IdsMax"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not a named one, or there are no ids or too many.</exception>
    public static byte[] Encode(ReceiptKind kind, IReadOnlyList<MessageId> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (!IsKnown(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of receipt.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(ids.Count, nameof(ids));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, IdsMax, nameof(ids));

        var content = new byte[LengthOf(ids.Count)];
        content[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(content.AsSpan(CountOffset), (ushort)ids.Count);
        for (var index = 0; index < ids.Count; index++)
        {
            ids[index].CopyTo(content.AsSpan(LengthOf(index)));
        }

        return content;
    }

    internal static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out ReceiptContent? receipt)
    {
        receipt = null;
        if (content.Length < IdsOffset || !IsKnown((ReceiptKind)content[0]))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(content[CountOffset..]);

        // The exact length, before anything is allocated: bytes after the last id would be signed and never looked at.
        if (count is 0 or > IdsMax || content.Length != LengthOf(count))
        {
            return false;
        }

        var ids = new MessageId[count];
        for (var index = 0; index < count; index++)
        {
            ids[index] = new MessageId(content.Slice(LengthOf(index), MessageId.Length));
        }

        receipt = new ReceiptContent((ReceiptKind)content[0], ids.AsReadOnly());
        return true;
    }

    private static int LengthOf(int count) => IdsOffset + (count * MessageId.Length);

    private static bool IsKnown(ReceiptKind kind) => kind is ReceiptKind.Delivered or ReceiptKind.Read;
}
