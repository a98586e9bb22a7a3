using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>What the screen wants done.</summary>
internal abstract record ChatRequest
{
    /// <summary>Send a text; it shows at once as waiting.</summary>
    internal sealed record Send(string Name, string Text) : ChatRequest;

    /// <summary>Send again what failed, under the id it had where the relay may have seen it.</summary>
    internal sealed record Retry(string Name, long Id) : ChatRequest;

    /// <summary>Send a file as it is now; the path is as the person typed it.</summary>
    internal sealed record SendFile(string Name, string Path) : ChatRequest;

    /// <summary>
    /// Say where a file that waits would be saved, or (null) find those that wait. Quietly: nothing is said where none does.
    /// </summary>
    internal sealed record OfferSave(string Name, long? Id, bool IsQuiet = false) : ChatRequest;

    /// <summary>Save a file that waits, to the folder for downloads (null) or another; the person has been asked.</summary>
    internal sealed record SaveFile(string Name, long Id, string? Folder) : ChatRequest;

    internal sealed record DiscardFile(string Name, long Id) : ChatRequest;

    /// <summary>Find the files that are on their way, or have failed.</summary>
    internal sealed record OfferStop(string Name) : ChatRequest;

    /// <summary>Stop sending or receiving a file for good; the person has been asked.</summary>
    internal sealed record StopFile(string Name, long Id) : ChatRequest;

    /// <summary>Save files there from now on, or only (null) say where.</summary>
    internal sealed record Downloads(string? Folder) : ChatRequest;

    /// <summary>List a folder, as the person typed it.</summary>
    internal sealed record ListFolder(string Folder) : ChatRequest;

    /// <summary>Ask who somebody is, for showing it.</summary>
    internal sealed record Lookup(string Name, LookupPurpose Purpose) : ChatRequest;

    /// <summary>Accept exactly the identity that was shown.</summary>
    internal sealed record Accept(string Name, UserId Presented) : ChatRequest;

    /// <summary>The person has compared the safety number, or takes that back.</summary>
    internal sealed record Verify(string Name, UserId Compared, bool IsVerified) : ChatRequest;

    /// <summary>The person has seen a conversation up to a message.</summary>
    internal sealed record Seen(string Name, long ThroughId) : ChatRequest;

    internal sealed record Mute(string Name, bool IsMuted) : ChatRequest;

    /// <summary>Switch receipts on or off, to one person or (null) to all; or only (null) say how it stands.</summary>
    internal sealed record Receipts(string? Name, bool? AreOn) : ChatRequest;

    /// <summary>Keep what is being written.</summary>
    internal sealed record KeepDraft(string Name, string Text) : ChatRequest;

    /// <summary>Bring messages older than one.</summary>
    internal sealed record LoadOlder(string Name, long BeforeId) : ChatRequest;

    /// <summary>Bring messages newer than one.</summary>
    internal sealed record LoadNewer(string Name, long AfterId) : ChatRequest;

    /// <summary>Bring the part of a conversation around a message, or at an end of <see cref="State.HistoryPlace"/>.</summary>
    internal sealed record LoadAt(string Name, long Id) : ChatRequest;

    /// <summary>Find a text in older (or newer) messages than one, in one conversation or (null) in all.</summary>
    internal sealed record Search(string? Name, string Text, long FromId, bool TowardsPast = true) : ChatRequest;

    /// <summary>Nobody waits for the search any more.</summary>
    internal sealed record StopSearch : ChatRequest;

    internal sealed record Export(string Name, string Path) : ChatRequest;

    internal sealed record Delete(string Name) : ChatRequest;

    /// <summary>Connect now instead of at the next try, and take receiving back.</summary>
    internal sealed record Reconnect : ChatRequest;
}

/// <summary>What the answer to a lookup is for.</summary>
internal enum LookupPurpose
{
    Show,

    OpenChat,

    Verify,

    AcceptKey,

    /// <summary>Nobody asked: a message was held back because the key has changed.</summary>
    TellKeyChange,
}
