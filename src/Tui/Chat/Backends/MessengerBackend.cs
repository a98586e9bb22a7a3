using System.Threading.Channels;
using Sdtp.Client;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>
/// The real backend: one open profile, a messenger that is made anew as often as it takes, and the encrypted history. One worker answers
/// the requests in order; only what waits for the relay runs beside it.
/// </summary>
internal sealed partial class MessengerBackend : IChatBackend
{
    /// <summary>Most requests under way; a person cannot type that fast.</summary>
    private const int RequestsMax = 1_024;

    private readonly Profile _profile;
    private readonly MessengerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Channel<ChatEvent> _events = EventChannel.Create();
    private readonly Channel<ChatRequest> _requests =
        Channel.CreateBounded<ChatRequest>(new BoundedChannelOptions(RequestsMax) { SingleReader = true });

    private readonly CancellationTokenSource _closing = new();
    private Task _working = Task.CompletedTask;
    private Task _connecting = Task.CompletedTask;

    /// <summary>Makes the backend; the profile belongs to it from now on.</summary>
    internal MessengerBackend(Profile profile, MessengerOptions options)
    {
        _profile = profile;
        _options = options with { KeepHistory = true, SendReceipts = true };
        _clock = options.Clock;
    }

    public string Me => _profile.Username.Display;

    public string Relay => _profile.Relay.Endpoint;

    public bool CanLock => _profile.HasPassphrase;

    public ChannelReader<ChatEvent> Events => _events.Reader;

    public void Start()
    {
        _working = Task.Run(WorkAsync);
        _connecting = Task.Run(StayConnectedAsync);
    }

    public bool Ask(ChatRequest request)
    {
        if (_requests.Writer.TryWrite(request))
        {
            return true;
        }

        // Loading is asked for again with the next key; telling of it would be the next event, which asks for it again.
        if (request is not (ChatRequest.LoadOlder or ChatRequest.LoadNewer or ChatRequest.LoadAt))
        {
            _events.Writer.TryWrite(new ChatEvent.Told("Too much at once: that was not done.", IsError: true));
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        // What was asked before, such as keeping a draft, is still done.
        _requests.Writer.TryComplete();
        _ = DrainAsync();
        await _working.ConfigureAwait(false);
        await _exporting.ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        StopSearch();
        await _searching.ConfigureAwait(false);
        _events.Writer.TryComplete();
        _profile.Dispose();
        _closing.Dispose();
    }

    private async Task WorkAsync()
    {
        await LoadChatsAsync().ConfigureAwait(false);
        await foreach (var request in _requests.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (IsOvertaken(request))
            {
                continue;
            }

            try
            {
                await AnswerAsync(request).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                await TellAsync(Failed(error)).ConfigureAwait(false);
            }

            await TellNewsAsync().ConfigureAwait(false);
        }
    }

    /// <summary>While messages pour in each look at them says more than the one before, and each would be a write.</summary>
    private bool IsOvertaken(ChatRequest request) => request is ChatRequest.Seen seen
        && _requests.Reader.TryPeek(out var next) && next is ChatRequest.Seen later
        && later.Name == seen.Name && later.ThroughId >= seen.ThroughId;

    private ContactTrustState TrustOf(HistoryChat chat)
    {
        if (!Protocol.Identifiers.Username.TryParse(chat.Name, out var name) || _profile.FindPin(name) is not { } pin)
        {
            return ContactTrustState.Unverified;
        }

        return pin.IsBlocked ? ContactTrustState.KeyChanged
            : chat.VerifiedUserId == pin.UserId.ToString() ? ContactTrustState.Verified
            : ContactTrustState.Pinned;
    }

    private ContactTrustState TrustOf(string name) => TrustOf(_profile.History.Chat(name));

    private ValueTask TellAsync(ChatEvent happened) => _closing.IsCancellationRequested
        ? ValueTask.CompletedTask
        : _events.Writer.WriteAsync(happened, CancellationToken.None);

    /// <summary>Once the screen is gone nobody reads the events, and nothing may wait for room among them.</summary>
    private async Task DrainAsync()
    {
        await foreach (var unused in _events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _ = unused;
        }
    }

    private static ChatEvent.Told Failed(Exception error) => new(Words(error), IsError: true);

    private static string Words(Exception error)
    {
        var failure = Failures.Of(error);
        return failure.Hint is { } hint ? $"{failure.What}; {hint}" : failure.What;
    }
}
