using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Store;

/// <summary>A file of the local store. Its bytes are beside it, part by part, for as long as they are needed.</summary>
internal sealed record StoredFile(long Id, bool IsOwn, FileState State, FileManifest Manifest)
{
    /// <summary>Whom an own file goes to; null for a received one.</summary>
    internal Username? To { get; init; }

    /// <summary>Who sent a received file; null for an own one.</summary>
    internal UserId? From { get; init; }

    /// <summary>Own: parts that the outbox has had. The next one to hand over has this number.</summary>
    internal int Handed { get; init; }

    /// <summary>Own: parts that the relay has. Theirs: parts that are here.</summary>
    internal int Done { get; init; }

    /// <summary>The entry of the history that shows it; null until there is one.</summary>
    internal long? HistoryId { get; init; }

    /// <summary>Theirs: the message of the last part, which a receipt names.</summary>
    internal MessageId? LastMessageId { get; init; }

    /// <summary>Theirs: where it was saved.</summary>
    internal string? SavedTo { get; init; }

    internal FileContent ToContent() => new(Manifest.Name, Manifest.SizeBytes, State)
    {
        PartsDone = Done,
        Parts = Manifest.Parts,
        SavedTo = SavedTo,
        FileId = Id,
        LastMessageId = LastMessageId,
    };
}

/// <summary>What is sealed of a file. Identifiers are lower-case hex.</summary>
internal sealed record FileRecord
{
    public required string Transfer { get; init; }

    public required string Hash { get; init; }

    public required int SizeBytes { get; init; }

    public required string Name { get; init; }

    /// <summary>The recipient's name for an own file, the sender's userID for a received one.</summary>
    public required string Peer { get; init; }

    public string? LastMessageId { get; init; }

    public string? SavedTo { get; init; }
}
