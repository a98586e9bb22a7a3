using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>A file, sent or received, as it stood when the history was read; <see cref="Messenger.FileMoved"/> tells of changes.</summary>
/// <param name="Name">The name as the sender gave it. Untrusted: use <see cref="SafeName"/> for anything but comparing.</param>
/// <param name="SizeBytes">The size of the whole file.</param>
/// <param name="State">How far it has come.</param>
public sealed record FileContent(string Name, int SizeBytes, FileState State) : MessageContent
{
    /// <summary>The name made harmless for file systems and terminals.</summary>
    public string SafeName => SafeFileName.Of(Name);

    /// <summary>Parts that the relay has, of an own file; parts that are here, of a received one.</summary>
    public int PartsDone { get; init; }

    /// <summary>All parts, at least one.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The file that it was saved to; null unless it was.</summary>
    public string? SavedTo { get; init; }

    internal long FileId { get; init; }

    internal MessageId? LastMessageId { get; init; }
}
