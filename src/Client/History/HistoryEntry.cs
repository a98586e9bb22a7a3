namespace Sdtp.Client;

/// <summary>How far a sent message of the history has come. The numbers are kept in the local store and never change.</summary>
public enum HistoryState
{
    /// <summary>Not yet acknowledged by the relay.</summary>
    Waiting = 0,

    /// <summary>On the relay's stable storage; received messages have this state too.</summary>
    Accepted = 1,

    /// <summary>Given up; <see cref="HistoryEntry.Failure"/> says why.</summary>
    Failed = 2,
}

/// <summary>One message of the local history.</summary>
/// <param name="Id">Its number, rising in order of arrival over all chats.</param>
/// <param name="Chat">The chat that it belongs to.</param>
/// <param name="IsOwn">Whether it was sent from here.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Content">What it says. Untrusted text.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Failure">For a person: why it failed; null unless it did.</param>
public sealed record HistoryEntry(
    long Id, string Chat, bool IsOwn, DateTimeOffset At, MessageContent Content, HistoryState State, string? Failure);

/// <summary>What the local history keeps about a chat.</summary>
/// <param name="Name">The chat's name: a username, or the marked name of a sender who is not pinned.</param>
public sealed record HistoryChat(string Name)
{
    /// <summary>The last entry that a person has seen.</summary>
    public long SeenThrough { get; init; }

    /// <summary>Whether the chat is silent.</summary>
    public bool IsMuted { get; init; }

    /// <summary>The userID whose safety number a person has compared, in hex; null when none was.</summary>
    public string? VerifiedUserId { get; init; }

    /// <summary>What is being written.</summary>
    public string Draft { get; init; } = "";
}

/// <summary>An entry of the history has been accepted or has failed.</summary>
/// <param name="entryId">The entry.</param>
/// <param name="error">Why it failed; null when it was accepted.</param>
public sealed class HistorySettledEventArgs(long entryId, SdtpClientException? error) : EventArgs
{
    /// <summary>The entry.</summary>
    public long EntryId { get; } = entryId;

    /// <summary>Why it failed; null when it was accepted.</summary>
    public SdtpClientException? Error { get; } = error;
}
