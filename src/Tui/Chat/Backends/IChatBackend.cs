using System.Threading.Channels;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>
/// What stands behind the chat screen: the relay and the local history, or an invention. There are two crossings and no other: requests
/// go down through <see cref="Ask"/>, which never waits, and events come up through <see cref="Events"/>.
/// </summary>
internal interface IChatBackend : IAsyncDisposable
{
    string Me { get; }

    string Relay { get; }

    /// <summary>Whether a passphrase stands between a lock and what is shown.</summary>
    bool CanLock { get; }

    /// <summary>What happened, in order. Completed when the backend is disposed.</summary>
    ChannelReader<ChatEvent> Events { get; }

    /// <summary>Begins to load, connect and receive.</summary>
    void Start();

    /// <summary>Hands a request over. Its outcome is an event; false when it was not taken, and there will be none.</summary>
    bool Ask(ChatRequest request);
}
