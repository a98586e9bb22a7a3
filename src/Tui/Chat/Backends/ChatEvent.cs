using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>What happened behind the screen.</summary>
internal abstract record ChatEvent
{
    /// <summary>A conversation of the local history, in place of what is shown of it.</summary>
    internal sealed record Loaded(StoredChat Chat) : ChatEvent;

    /// <summary>Everything of the local history has been told.</summary>
    internal sealed record Ready : ChatEvent;

    /// <summary>A message, own or received.</summary>
    internal sealed record Arrived(string Name, ChatMessage Message, ContactTrustState? Trust = null) : ChatEvent;

    /// <summary>An own message has moved on, or failed.</summary>
    internal sealed record Moved(string Name, long Id, DeliveryState Delivery, string? Failure = null) : ChatEvent;

    /// <summary>A file has come further, or waits; or it has just arrived, whether the screen has its line or not.</summary>
    internal sealed record FileMoved(string Name, long Id, ChatFile File, bool HasArrived = false) : ChatEvent;

    /// <summary>A file that can be saved now, and where to.</summary>
    internal sealed record SaveOffered(string Name, long Id, ChatFile File, string Folder) : ChatEvent;

    /// <summary>Files of a conversation to choose from, in order of arrival.</summary>
    internal sealed record FilesOffered(string Name, FilePurpose Purpose, IReadOnlyList<ChatMessage> Files) : ChatEvent;

    /// <summary>What is in a folder; null for one that cannot be read.</summary>
    internal sealed record Listed(string Folder, IReadOnlyList<FolderEntry>? Entries) : ChatEvent;

    /// <summary>The messages before one; of use only while the screen has that one as its first.</summary>
    internal sealed record Older(string Name, long BeforeId, IReadOnlyList<ChatMessage> Messages, bool MayHaveMore) : ChatEvent;

    /// <summary>The messages behind one; of use only while the screen has that one as its last.</summary>
    internal sealed record Newer(string Name, long AfterId, IReadOnlyList<ChatMessage> Messages, bool MayHaveMore) : ChatEvent;

    /// <summary>Another part of a conversation, in place of what the screen has of it.</summary>
    internal sealed record LoadedAt(
        string Name, long Id, IReadOnlyList<ChatMessage> Messages, bool MayHaveOlder, bool MayHaveNewer) : ChatEvent;

    internal sealed record TrustChanged(string Name, ContactTrustState Trust) : ChatEvent;

    internal sealed record LinkChanged(LinkStatus Link) : ChatEvent;

    /// <summary>The answer to a lookup.</summary>
    internal sealed record Found(ContactCard Card, LookupPurpose Purpose) : ChatEvent;

    /// <summary>A part of a conversation that was asked for cannot be read.</summary>
    internal sealed record LoadFailed(string Name, string Why) : ChatEvent;

    /// <summary>The hit of a search, or none; of use only while that search is the one that was asked for last.</summary>
    internal sealed record SearchEnded(ChatRequest.Search Asked, string? Name, long? Id) : ChatEvent
    {
        /// <summary>Why it came to no end; null when it did.</summary>
        internal string? Failure { get; init; }
    }

    /// <summary>A conversation is gone, or is part of another one now.</summary>
    internal sealed record Deleted(string Name, string? NowIn = null) : ChatEvent;

    /// <summary>Something to say at the bottom of the screen.</summary>
    internal sealed record Told(string Text, bool IsError = false) : ChatEvent;

    /// <summary>Something that needs to be read: a warning in a box of its own.</summary>
    internal sealed record Warned(string Title, string Text) : ChatEvent;
}

/// <summary>A conversation as the history keeps it, with its newest messages.</summary>
internal sealed record StoredChat(
    string Name,
    ContactTrustState Trust,
    bool IsMuted,
    int Unread,
    string Draft,
    IReadOnlyList<ChatMessage> Messages,
    bool MayHaveOlder)
{
    /// <summary>The first message that a person has not seen; null when all have been.</summary>
    internal long? FirstUnreadId { get; init; }

    /// <summary>Own messages that wait for the relay, loaded or not.</summary>
    internal IReadOnlyList<long> Waiting { get; init; } = [];
}

/// <summary>What a file is chosen for.</summary>
internal enum FilePurpose
{
    Save,

    Stop,
}

/// <summary>A file or folder to choose.</summary>
internal sealed record FolderEntry(string Name, bool IsFolder, long SizeBytes);

/// <summary>Somebody, as a lookup or verify box shows them.</summary>
internal sealed record ContactCard(string Name, UserId UserId, string SafetyNumber, ContactTrustState Trust, UserId PinnedUserId)
{
    /// <summary>The identity key in hex; null where nobody asked for it.</summary>
    internal string? Key { get; init; }
}
