using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Sessions;

/// <summary>The real chat: a profile that stays open, and a messenger that is made anew when it has given up.</summary>
internal sealed class MessengerChat : IChat
{
    private readonly Profile _profile;
    private readonly MessengerOptions _options;
    private Messenger _messenger;
    private volatile bool _wasLost;

    private MessengerChat(Profile profile, MessengerOptions options, Messenger messenger)
    {
        _profile = profile;
        _options = options;
        _messenger = messenger;
        Listen(messenger);
    }

    public event Action<string>? Noticed;

    public Username Name => _profile.Username;

    public string Relay => _profile.Relay.Endpoint;

    public bool HasFailed => _messenger.State is ConnectionState.Failed or ConnectionState.Closed;

    /// <summary>Connects. The profile belongs to the chat once this succeeds.</summary>
    internal static async Task<MessengerChat> ConnectAsync(
        Profile profile, MessengerOptions options, CancellationToken cancellationToken) =>
        new(profile, options, await Messenger.ConnectAsync(profile, options, cancellationToken));

    public Task<Contact> LookupAsync(Username name, CancellationToken cancellationToken) => _messenger.LookupAsync(name, cancellationToken);

    public Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken) =>
        _messenger.SendAsync(to, text, cancellationToken);

    public Task<IReadOnlyList<ReceivedMessage>> FetchAsync(CancellationToken cancellationToken) => _messenger.FetchAsync(cancellationToken);

    public IAsyncEnumerable<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken) =>
        _messenger.ReceiveAsync(cancellationToken);

    public Task<Contact> AcceptKeyChangeAsync(Username name, UserId presented, CancellationToken cancellationToken) =>
        _messenger.AcceptKeyChangeAsync(name, presented, cancellationToken);

    public async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        var next = await Messenger.ConnectAsync(_profile, _options, cancellationToken);
        var failed = _messenger;
        _messenger = next;
        _wasLost = false;
        Listen(next);
        await failed.DisposeAsync();
    }

    public Task LogoutAsync(CancellationToken cancellationToken) => _messenger.LogoutAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _messenger.DisposeAsync();
        _profile.Dispose();
    }

    private void Listen(Messenger messenger)
    {
        messenger.ConnectionChanged += (_, change) => Tell(change);
        messenger.Warned += (_, warning) => Noticed?.Invoke($"note: {SafeText.Line(warning.Message)}");
    }

    private void Tell(ConnectionChangedEventArgs change)
    {
        switch (change.State)
        {
            case ConnectionState.Reconnecting when !_wasLost:
                _wasLost = true;
                Noticed?.Invoke("-- connection lost, trying again --");
                break;
            case ConnectionState.Online when _wasLost:
                _wasLost = false;
                Noticed?.Invoke("-- connected again --");
                break;
            case ConnectionState.Failed when change.Error is { } error:
                Noticed?.Invoke($"-- disconnected: {Failures.Of(error).What} --");
                break;
        }
    }
}
