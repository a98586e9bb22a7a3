using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>One message as it is shown once: opened, or told about with the reason why not.</summary>
/// <param name="Sequence">Its place in the mailbox.</param>
/// <param name="MessageId">The sender's id; null when the envelope was too broken to hold one.</param>
/// <param name="From">Who sent it.</param>
/// <param name="SentAt">The sender's clock; null when the message could not be opened.</param>
/// <param name="StoredAt">The relay's clock when it stored the message.</param>
/// <param name="Content">What it says, or why it cannot be shown.</param>
public sealed record ReceivedMessage(
    ulong Sequence, MessageId? MessageId, Sender From, DateTimeOffset? SentAt, DateTimeOffset StoredAt, MessageContent Content)
{
    /// <summary>Its entry in the history; null where none is kept.</summary>
    public long? HistoryId { get; init; }
}

/// <summary>What stands behind the name of a sender.</summary>
public enum SenderTrust
{
    /// <summary>The identity is the one pinned for this name on this machine.</summary>
    Pinned,

    /// <summary>The relay says that the identity has this name; nothing here confirms it yet.</summary>
    Unverified,

    /// <summary>The relay gives the identity a name that is pinned to another one here: somebody may be posing.</summary>
    NameConflict,

    /// <summary>No name is known for the identity.</summary>
    Nameless,
}

/// <summary>Who sent a message. The userID is proven by the message's signature, except where the message was rejected.</summary>
/// <param name="UserId">SHA-256 of the sender's public key.</param>
/// <param name="Name">The name, as far as <paramref name="Trust"/> goes; null for <see cref="SenderTrust.Nameless"/>.</param>
/// <param name="Trust">What stands behind the name.</param>
public sealed record Sender(UserId UserId, Username? Name, SenderTrust Trust)
{
    /// <summary>A line to show: the bare name only where it is pinned, otherwise marked and with the short userID.</summary>
    public string DisplayName => Trust switch
    {
        SenderTrust.Pinned => Name.ToString()!,
        SenderTrust.Unverified => $"{Name} (unverified {UserId.ToShortString()})",
        SenderTrust.NameConflict => $"NOT your {Name} ({UserId.ToShortString()})",
        _ => $"unknown ({UserId.ToShortString()})",
    };
}

/// <summary>
/// What a received message holds. One of <see cref="TextContent"/>, <see cref="FileContent"/>, <see cref="UnsupportedContent"/>,
/// <see cref="RejectedContent"/>.
/// </summary>
public abstract record MessageContent
{
    private protected MessageContent()
    {
    }
}

/// <summary>A text message.</summary>
/// <param name="Text">The text as the sender wrote it. Untrusted: strip control characters before a terminal sees it.</param>
public sealed record TextContent(string Text) : MessageContent;

/// <summary>A genuine message of a kind that this build cannot show.</summary>
/// <param name="ContentType">The number of the content type.</param>
public sealed record UnsupportedContent(ushort ContentType) : MessageContent;

/// <summary>A message that was refused; it has been acknowledged, so it does not come again.</summary>
/// <param name="Reason">Why.</param>
public sealed record RejectedContent(RejectionReason Reason) : MessageContent;

/// <summary>
/// Why a received message was not accepted. The numbers are kept in the local store and never change; up to 99 they are the envelope's.
/// </summary>
public enum RejectionReason
{
    /// <summary>The envelope exceeds the limit.</summary>
    TooLarge = 1,

    /// <summary>The header is not of version 1, kind 1, suite 1, or its body length is not what follows.</summary>
    BadHeader = 2,

    /// <summary>It is addressed to somebody else.</summary>
    NotForUs = 3,

    /// <summary>The ciphertext is not of a size class.</summary>
    BadSizeClass = 4,

    /// <summary>It is sealed to a key that this machine does not hold, or no longer.</summary>
    UnknownSealingKey = 5,

    /// <summary>The ephemeral key is no point on P-256.</summary>
    BadEphemeralKey = 6,

    /// <summary>Decryption failed: damaged, forged, or sealed to another key.</summary>
    DecryptionFailed = 7,

    /// <summary>An inner field cannot be.</summary>
    BadPlaintext = 8,

    /// <summary>The padding is not zero.</summary>
    BadPadding = 9,

    /// <summary>The sender's key is no point on P-256.</summary>
    BadSenderKey = 10,

    /// <summary>The sender did not sign this message to this recipient.</summary>
    BadSignature = 11,

    /// <summary>The signer is not the person that the relay says had logged in.</summary>
    SenderMismatch = 100,

    /// <summary>The sender used this message id before for another message.</summary>
    IdReused = 101,

    /// <summary>The sender signed content that is not what its type says.</summary>
    BadContent = 102,

    /// <summary>A file that was not taken, since too many wait to be saved: <see cref="FileLimits"/>.</summary>
    TooManyFiles = 103,
}
