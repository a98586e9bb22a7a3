using System.Text.Json.Serialization;

namespace Sdtp.Client.Store;

/// <summary>A received message or its rejection. Times are Unix milliseconds, identifiers lower-case hex.</summary>
internal sealed record InboxRecord
{
    public required ulong Sequence { get; init; }

    public required string Sender { get; init; }

    public string? MessageId { get; init; }

    public long? SentAtMs { get; init; }

    public required ulong StoredAtMs { get; init; }

    public ushort ContentType { get; init; }

    public byte[]? Content { get; init; }

    /// <summary>A <see cref="RejectionReason"/>, or null for a message that was opened.</summary>
    public int? Rejection { get; init; }

    /// <summary>The row of the file whose first part this was; null for anything else.</summary>
    public long? FileId { get; init; }
}

/// <summary>
/// A message that the relay has not acknowledged yet: the content, and, once it is sealed, the bytes to repeat and what is in them.
/// </summary>
internal sealed record OutboxRecord
{
    public required string ToName { get; init; }

    public string? To { get; init; }

    public string? MessageId { get; init; }

    public byte[]? Envelope { get; init; }

    /// <summary>When the person wrote it; null where an earlier version did not note it.</summary>
    public long? WrittenAtMs { get; init; }

    public required ushort ContentType { get; init; }

    public required byte[] Content { get; init; }

    /// <summary>The entry of the history that learns the outcome; null when there is none.</summary>
    public long? HistoryId { get; init; }

    /// <summary>The row of the file that it is a part of, whose content is kept there and not here; null for anything else.</summary>
    public long? FileId { get; init; }

    /// <summary>Which part it is.</summary>
    public int? Part { get; init; }

    /// <summary>The one identity that it is for; null but for a receipt.</summary>
    public string? ReceiptFor { get; init; }
}

/// <summary>A message of the history: a text, a file, the number of an unsupported type, or the reason of a rejection.</summary>
internal sealed record HistoryRecord
{
    public required string Chat { get; init; }

    public required long AtMs { get; init; }

    public bool IsOwn { get; init; }

    public string? Text { get; init; }

    public FileNote? File { get; init; }

    public ushort? Unsupported { get; init; }

    public int? Rejection { get; init; }

    /// <summary>Who signed a received message; null where an earlier version did not note it.</summary>
    public string? Sender { get; init; }

    /// <summary>The id of a received message; null as for the sender.</summary>
    public string? MessageId { get; init; }
}

/// <summary>The row of a file, and what there is to show should it be lost.</summary>
internal sealed record FileNote(long Id, string Name, int SizeBytes);

/// <summary>A pinned contact.</summary>
internal sealed record ContactRecord
{
    public required string Name { get; init; }

    public required byte[] PublicKey { get; init; }

    /// <summary>The highest sealing key number seen; a lower one is refused.</summary>
    public uint SealingKeyNumber { get; init; }

    /// <summary>SHA-256 of that sealing key record without its signature; null where an earlier version did not note it.</summary>
    public byte[]? SealingKeyHash { get; init; }

    /// <summary>Another key that the relay has named since; sending is blocked while it stands.</summary>
    public byte[]? PresentedKey { get; init; }
}

/// <summary>What is remembered of one relay endpoint.</summary>
internal sealed record ServerRecord
{
    public string? KeyPin { get; init; }

    public string? ServerId { get; init; }

    /// <summary>The serverID at which this identity was registered.</summary>
    public string? RegisteredAt { get; init; }
}

/// <summary>A text of which its sender is still to be told something.</summary>
internal sealed record ReceiptRecord(string Sender, string MessageId);

/// <summary>A single text, such as the relay's address.</summary>
internal sealed record TextRecord(string Text);

[JsonSerializable(typeof(InboxRecord))]
[JsonSerializable(typeof(OutboxRecord))]
[JsonSerializable(typeof(ContactRecord))]
[JsonSerializable(typeof(ServerRecord))]
[JsonSerializable(typeof(TextRecord))]
[JsonSerializable(typeof(HistoryRecord))]
[JsonSerializable(typeof(FileRecord))]
[JsonSerializable(typeof(ReceiptRecord))]
[JsonSerializable(typeof(HistoryChat))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoreJson : JsonSerializerContext;
