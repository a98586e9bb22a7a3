namespace Sdtp.Client;

/// <summary>Where a <see cref="Messenger"/> stands with its relay.</summary>
public enum ConnectionState
{
    /// <summary>Making the first connection.</summary>
    Connecting,

    /// <summary>Logged in.</summary>
    Online,

    /// <summary>The connection was lost and is being made again; sends wait.</summary>
    Reconnecting,

    /// <summary>Given up: the relay or its identity will not have us. The error says why.</summary>
    Failed,

    /// <summary>Closed by this program.</summary>
    Closed,
}

/// <summary>A change of <see cref="ConnectionState"/>.</summary>
/// <param name="state">The new state.</param>
/// <param name="error">Why, for <see cref="ConnectionState.Reconnecting"/> and <see cref="ConnectionState.Failed"/>.</param>
/// <param name="gateway">The gateway of the latest session; null before the first.</param>
public sealed class ConnectionChangedEventArgs(ConnectionState state, SdtpClientException? error, RelayAddress? gateway = null) : EventArgs
{
    /// <summary>The new state.</summary>
    public ConnectionState State { get; } = state;

    /// <summary>Why; null where there is nothing to explain.</summary>
    public SdtpClientException? Error { get; } = error;

    /// <summary>The gateway that is connected, or was last; null before the first connection.</summary>
    public RelayAddress? Gateway { get; } = gateway;
}

/// <summary>The connection is lost and is made again at a time.</summary>
/// <param name="at">The time of the next try.</param>
public sealed class RetryScheduledEventArgs(DateTimeOffset at) : EventArgs
{
    /// <summary>The time of the next try.</summary>
    public DateTimeOffset At { get; } = at;
}

/// <summary>What a <see cref="WarningEventArgs"/> is about.</summary>
public enum WarningKind
{
    /// <summary>The relay at this address has another serverID than before: it was set up anew, or it is another relay.</summary>
    ServerIdChanged,

    /// <summary>The relay did not know this identity any more and it was registered again.</summary>
    RegisteredAgain,

    /// <summary>A new sealing key was due and could not be published; senders go on with the old one.</summary>
    SealingKeyNotReplaced,

    /// <summary>A message that nobody waits for any more could not be sent.</summary>
    SendFailed,

    /// <summary>A failure of this computer, such as a full disk, holds up messages. They are kept and tried again.</summary>
    SendHeldUp,

    /// <summary>Another session of this identity receives now.</summary>
    ReceiverReplaced,
}

/// <summary>Something that a person should know and that stops nothing.</summary>
/// <param name="kind">What it is about.</param>
/// <param name="message">For a person: what happened and what to do next.</param>
public sealed class WarningEventArgs(WarningKind kind, string message) : EventArgs
{
    /// <summary>What it is about.</summary>
    public WarningKind Kind { get; } = kind;

    /// <summary>For a person: what happened and what to do next.</summary>
    public string Message { get; } = message;
}
