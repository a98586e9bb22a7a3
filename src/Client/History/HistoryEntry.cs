using Sdtp.Protocol.Identifiers;

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

    /// <summary>The recipient's client says that it has the message on disk.</summary>
    Delivered = 3,

    /// <summary>The recipient's client says that they have seen the message.</summary>
    Read = 4,
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
    long Id, string Chat, bool IsOwn, DateTimeOffset At, MessageContent Content, HistoryState State, string? Failure)
{
    /// <summary>What a receipt for a received message needs; null for an own one, and where it was not noted.</summary>
    internal MessageOrigin? Origin { get; init; }
}

/// <summary>Who signed a received message, and the id that they gave it.</summary>
internal sealed record MessageOrigin(UserId Sender, MessageId MessageId);

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

    /// <summary>Whether this contact gets no receipts, whatever <see cref="Profile.SendsReceipts"/> says.</summary>
    public bool AreReceiptsOff { get; init; }
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

/// <summary>A receipt has moved own entries of the history on.</summary>
/// <param name="entryIds">The entries, each of which was not so far before.</param>
/// <param name="state"><see cref="HistoryState.Delivered"/> or <see cref="HistoryState.Read"/>.</param>
public sealed class HistoryReceiptedEventArgs(IReadOnlyList<long> entryIds, HistoryState state) : EventArgs
{
    /// <summary>The entries.</summary>
    public IReadOnlyList<long> EntryIds { get; } = entryIds;

    /// <summary><see cref="HistoryState.Delivered"/> or <see cref="HistoryState.Read"/>.</summary>
    public HistoryState State { get; } = state;
}
