using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>
/// What the client library throws when the world outside the program stops a request. Every message says what to do next.
/// </summary>
public abstract class SdtpClientException : Exception
{
    private protected SdtpClientException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The relay refused a request.</summary>
public sealed class RelayException : SdtpClientException
{
    /// <summary>Makes the exception from the fields of an ERROR frame.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="detail">The relay's own words; may be empty.</param>
    /// <param name="retryAfter">How long to wait before trying again, or zero.</param>
    public RelayException(ErrorCode code, string detail, TimeSpan retryAfter)
        : base($"{code.WireName()}: {(string.IsNullOrEmpty(detail) ? "the relay gave no detail." : detail)}")
    {
        Code = code;
        Detail = detail;
        RetryAfter = retryAfter;
    }

    /// <summary>The stable code; may be a number that this build does not know.</summary>
    public ErrorCode Code { get; }

    /// <summary>
    /// What went wrong in the relay's words, for a person; never parsed. It is the relay's text: show it, do not trust it.
    /// </summary>
    public string Detail { get; }

    /// <summary>How long to wait before trying again; zero where the relay names no time.</summary>
    public TimeSpan RetryAfter { get; }
}

/// <summary>No connection to the relay could be made.</summary>
public sealed class RelayUnreachableException : SdtpClientException
{
    internal RelayUnreachableException(RelayAddress address, string why, Exception? innerException = null)
        : base($"No connection to {address.Endpoint}: {why} Check the address, and that the relay is running.", innerException) =>
        Address = address;

    /// <summary>The relay that was tried.</summary>
    public RelayAddress Address { get; }
}

/// <summary>An open connection ended; what was asked on it and not yet answered has an unknown outcome.</summary>
public sealed class ConnectionLostException : SdtpClientException
{
    internal ConnectionLostException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Why the relay closed the connection, when it said so.</summary>
    public RelayException? Reason => InnerException as RelayException;
}

/// <summary>The relay showed another TLS key than the one pinned. Nothing was sent to it.</summary>
public sealed class ServerIdentityChangedException : SdtpClientException
{
    internal ServerIdentityChangedException(RelayAddress address, Fingerprint pinned, Fingerprint presented)
        : base(
            $"THE RELAY'S IDENTITY HAS CHANGED at {address.Endpoint}. Pinned {pinned}, shown {presented}. Someone may be between you "
            + "and the relay. Nothing was sent. Ask its operator for the address it prints at start; if the change is meant, "
            + $"connect once with sdtp://{address.Endpoint}#<the fingerprint the operator gives you>.")
    {
        Address = address;
        Pinned = pinned;
        Presented = presented;
    }

    /// <summary>The relay that was tried.</summary>
    public RelayAddress Address { get; }

    /// <summary>The key that was expected: SHA-256 of its SubjectPublicKeyInfo.</summary>
    public Fingerprint Pinned { get; }

    /// <summary>The key that was shown.</summary>
    public Fingerprint Presented { get; }
}

/// <summary>The relay names another identity for a pinned username. Sending to that name is blocked until the change is accepted.</summary>
public sealed class KeyChangedException : SdtpClientException
{
    internal KeyChangedException(Username username, UserId pinned, UserId presented)
        : base(
            pinned == presented
                ? $"THE RELAY GIVES '{username}' THE KEY OF ANOTHER CONTACT of yours ({presented.ToShortString()}). Nothing was sent. "
                    + "Ask them over another channel whether they changed their name, then accept the change to send."
                : $"THE KEY OF '{username}' HAS CHANGED: pinned {pinned.ToShortString()}, the relay now says "
                    + $"{presented.ToShortString()}. Nothing was sent. Compare the new safety number with them over "
                    + "another channel, then accept the change to send again.")
    {
        Username = username;
        Pinned = pinned;
        Presented = presented;
    }

    /// <summary>The name that was written to.</summary>
    public Username Username { get; }

    /// <summary>
    /// The identity pinned until now; equal to <see cref="Presented"/> where that identity was pinned under another name.
    /// </summary>
    public UserId Pinned { get; }

    /// <summary>The identity that the relay names now.</summary>
    public UserId Presented { get; }
}

/// <summary>The relay answered with something that fails its check: a wrong hash, signature, name, number or date.</summary>
public sealed class UntrustedReplyException : SdtpClientException
{
    internal UntrustedReplyException(string message)
        : base(message)
    {
    }
}

/// <summary>
/// The local store cannot be used: torn, tampered with, written under another key, or of a later version. It was left as it is.
/// </summary>
public sealed class StoreDamagedException : SdtpClientException
{
    internal StoreDamagedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// The messenger ended for good before the relay had the message. It is kept and sent when the profile is used next; the inner exception
/// says why it ended.
/// </summary>
public sealed class MessageKeptException : SdtpClientException
{
    internal MessageKeptException(Exception reason)
        : base($"The message is kept, and sent when the profile is connected again. {reason.Message}", reason)
    {
    }
}

/// <summary>Something on this computer ended the messenger: the local store or the keystore could not be read or written.</summary>
public sealed class LocalFailureException : SdtpClientException
{
    internal LocalFailureException(Exception reason)
        : base($"A failure of this computer ended the connection: {reason.Message} See whether the disk is full, then try again.", reason)
    {
    }
}

/// <summary>Too many messages wait to be sent: <see cref="MessengerOptions.OutboxMessagesMax"/>. The message was not taken.</summary>
public sealed class OutboxFullException : SdtpClientException
{
    internal OutboxFullException(int messagesMax)
        : base($"{messagesMax:N0} messages wait to be sent already. Wait until the relay has taken some.")
    {
    }
}
