using System.Diagnostics.CodeAnalysis;
using Sdtp.Client.Store;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Sending;

/// <summary>The bytes that go to the relay, again and again until it answers for good, and the id in them.</summary>
internal sealed record SealedMessage(UserId To, MessageId Id, byte[] Envelope);

/// <summary>Where a message is a part of a file.</summary>
/// <param name="FileId">The row of the file.</param>
/// <param name="Number">Which part.</param>
internal sealed record PartOfFile(long FileId, int Number);

/// <summary>One message from the call that asked for it to the relay's last word.</summary>
internal sealed class OutgoingMessage(Username to, ContentType type, byte[] content)
{
    private readonly TaskCompletionSource<SendReceipt> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Username To { get; } = to;

    internal ContentType Type { get; } = type;

    /// <summary>
    /// The one identity that it is for, whoever has the name by then; null for a text, which goes to whom the person accepts. A message
    /// with one is a receipt: it goes with whatever name the identity had, and is dropped when the relay refuses it.
    /// </summary>
    internal UserId? ReceiptFor { get; init; }

    internal bool IsReceipt => ReceiptFor is not null;

    /// <summary>The part of a file that it is; null for anything else. Nobody waits for a single part, and none ever times out.</summary>
    internal PartOfFile? Part { get; init; }

    /// <summary>Whether it was given up with its file: what the relay says of it then means nothing any more.</summary>
    internal bool IsAbandoned { get; set; }

    internal bool MayGoTo(UserId user) => ReceiptFor is null || ReceiptFor == user;

    /// <summary>
    /// The entry of the history that learns the outcome; null when there is none. Of a file only the last part has one, for the receipt.
    /// </summary>
    internal long? HistoryId { get; init; }

    internal byte[] Content { get; } = content;

    /// <summary>
    /// When the person wrote it, however long it waited since; null for what nobody wrote, which bears the time of its sealing.
    /// </summary>
    internal DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Its row in the outbox on disk, where it is from the moment it was taken.</summary>
    internal long RowId { get; set; }

    /// <summary>Null until the message is sealed and its bytes are on disk.</summary>
    internal SealedMessage? Sealed { get; set; }

    /// <summary>The last run that this message was sent in.</summary>
    internal uint SentInRun { get; set; }

    /// <summary>When the relay first refused it, or one before it in its lane, for the time being.</summary>
    internal DateTimeOffset? RefusedSince { get; set; }

    /// <summary>Whether a caller still waits for the outcome.</summary>
    internal bool HasWaiter { get; set; } = true;

    internal Task<SendReceipt> Completion => _completion.Task;

    [MemberNotNullWhen(true, nameof(Sealed))]
    internal bool IsSealed => Sealed is not null;

    internal static OutgoingMessage FromStore(long rowId, OutboxRecord record, byte[] content) =>
        new(Username.Parse(record.ToName), (ContentType)record.ContentType, content)
        {
            Part = record is { FileId: { } file, Part: { } part } ? new PartOfFile(file, part) : null,
            HasWaiter = false,
            WrittenAt = record.WrittenAtMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            HistoryId = record.HistoryId,
            ReceiptFor = record.ReceiptFor is { } identity ? UserId.Parse(identity) : null,
            RowId = rowId,
            Sealed = record is { To: { } to, MessageId: { } id, Envelope: { } envelope }
                ? new SealedMessage(UserId.Parse(to), new MessageId(Convert.FromHexString(id)), envelope)
                : null,
        };

    internal OutboxRecord ToRecord(SealedMessage? bytes) => new()
    {
        ToName = To.Display,
        To = bytes?.To.ToString(),
        MessageId = bytes?.Id.ToString(),
        Envelope = bytes?.Envelope,
        WrittenAtMs = WrittenAt?.ToUnixTimeMilliseconds(),
        ContentType = (ushort)Type,
        Content = Part is null ? Content : [],
        HistoryId = HistoryId,
        FileId = Part?.FileId,
        Part = Part?.Number,
        ReceiptFor = ReceiptFor?.ToString(),
    };

    internal void Complete(SendReceipt receipt) => _completion.TrySetResult(receipt);

    internal void Fail(Exception error)
    {
        _completion.TrySetException(error);

        // A caller that stopped waiting must not find its message again as an unobserved exception.
        _ = _completion.Task.Exception;
    }
}
