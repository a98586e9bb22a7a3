namespace Sdtp.Tui.Chat.State;

/// <summary>Where the connection to the relay stands.</summary>
internal enum LinkState
{
    Connecting,

    Online,

    /// <summary>Lost or not reached; tried again by itself.</summary>
    Retrying,

    /// <summary>Given up until a person does something.</summary>
    Stopped,
}

/// <summary>The connection as the status bar tells it.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Why">For a person; null when there is nothing to explain.</param>
/// <param name="RetryAt">When it is tried again, where that is known.</param>
/// <param name="Gateway">Which gateway of the relay is connected; null where there is none.</param>
internal sealed record LinkStatus(LinkState State, string? Why = null, DateTimeOffset? RetryAt = null, string? Gateway = null);
