using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Sessions;

/// <summary>The real chat: a profile that stays open, and a messenger that is made anew when it has given up.</summary>
internal sealed class MessengerChat : IChat
{
    private const int UnheardMax = 32;

    private readonly Profile _profile;
    private readonly MessengerOptions _options;
    private readonly ReceivedFiles _files;
    private Messenger _messenger;
    private volatile bool _wasLost;

    private readonly Lock _noticing = new();
    private readonly Queue<string> _unheard = new();
    private Action<string>? _noticed;

    private MessengerChat(Profile profile, MessengerOptions options, Messenger messenger)
    {
        _profile = profile;
        _options = options;
        _files = new ReceivedFiles(profile);
        _messenger = messenger;
        Listen(messenger);
    }

    /// <summary>What happened before anybody listened, such as a warning while connecting, goes to the first handler.</summary>
    public event Action<string>? Noticed
    {
        add
        {
            lock (_noticing)
            {
                _noticed += value;
                while (_unheard.TryDequeue(out var line))
                {
                    value?.Invoke(line);
                }
            }
        }

        remove
        {
            lock (_noticing)
            {
                _noticed -= value;
            }
        }
    }

    public Username Name => _profile.Username;

    public string Relay => (_messenger.Gateway ?? _profile.Relay).Endpoint;

    public IReceivedFiles Files => _files;

    public bool HasFailed => _messenger.State is ConnectionState.Failed or ConnectionState.Closed;

    /// <summary>Connects. The profile belongs to the chat once this succeeds.</summary>
    internal static async Task<MessengerChat> ConnectAsync(
        Profile profile, MessengerOptions options, CancellationToken cancellationToken) =>
        new(profile, options, await Messenger.ConnectAsync(profile, options, cancellationToken));

    public Task<Contact> LookupAsync(Username name, CancellationToken cancellationToken) => _messenger.LookupAsync(name, cancellationToken);

    public Task<SendReceipt> SendAsync(Username to, string text, CancellationToken cancellationToken) =>
        _messenger.SendAsync(to, text, cancellationToken);

    public Task<int> FetchAsync(Action<ReceivedMessage> show, CancellationToken cancellationToken) =>
        _messenger.FetchAsync(show, cancellationToken);

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

    public Task<bool> LogoutAsync(CancellationToken cancellationToken) => _messenger.LogoutAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _messenger.DisposeAsync();
        _profile.Dispose();
    }

    private void Listen(Messenger messenger)
    {
        _files.Listen(messenger);
        messenger.ConnectionChanged += (_, change) => Tell(change);
        messenger.Warned += (_, warning) => Tell($"note: {SafeText.Line(warning.Message)}");
    }

    private void Tell(string line)
    {
        lock (_noticing)
        {
            if (_noticed is not null)
            {
                _noticed(line);
            }
            else if (_unheard.Count < UnheardMax)
            {
                _unheard.Enqueue(line);
            }
        }
    }

    private void Tell(ConnectionChangedEventArgs change)
    {
        switch (change.State)
        {
            case ConnectionState.Reconnecting when !_wasLost:
                _wasLost = true;
                Tell("-- connection lost, trying again --");
                break;
            case ConnectionState.Online when _wasLost:
                _wasLost = false;
                Tell(_profile.Relay.Gateways.Count == 1
                    ? "-- connected again --"
                    : $"-- connected again, to {change.Gateway?.Endpoint} --");
                break;
            case ConnectionState.Failed when change.Error is { } error:
                Tell($"-- disconnected: {Failures.Of(error).What} --");
                break;
        }
    }
}
