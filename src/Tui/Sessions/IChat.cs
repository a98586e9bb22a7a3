using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Sessions;

/// <summary>What the commands need of a <see cref="Messenger"/>: one identity, connected. Tests put a scripted one in its place.</summary>
internal interface IChat : IAsyncDisposable
{
    Username Name { get; }

    /// <summary>The relay as a person knows it: host and port.</summary>
    string Relay { get; }

    /// <summary>Whether this connection has given up for good and another one must be made.</summary>
    bool HasFailed { get; }

    /// <summary>The files that have come in.</summary>
    IReceivedFiles Files { get; }

    /// <summary>Lines for a person about what happens beside the commands; raised on any thread.</summary>
    event Action<string>? Noticed;

    Task<Contact> LookupAsync(Username name, CancellationToken cancellationToken);

    Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken);

    /// <summary>Shows what waits; a message counts as shown when <paramref name="show"/> has returned. Gives their number.</summary>
    Task<int> FetchAsync(Action<ReceivedMessage> show, CancellationToken cancellationToken);

    IAsyncEnumerable<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken);

    Task<Contact> AcceptKeyChangeAsync(Username name, UserId presented, CancellationToken cancellationToken);

    /// <summary>Makes a new connection after <see cref="HasFailed"/>, without asking for the passphrase again.</summary>
    Task ReconnectAsync(CancellationToken cancellationToken);

    /// <summary>Logs out and closes; whether the relay confirmed it.</summary>
    Task<bool> LogoutAsync(CancellationToken cancellationToken);
}
