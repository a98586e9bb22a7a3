using System.Threading.Channels;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>Invented conversations and no relay: for a look, for the picture, and for tests of the screens.</summary>
internal sealed partial class DemoBackend(TimeProvider clock) : IChatBackend
{
    private static readonly TimeSpan AcceptedAfter = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan AnsweredAfter = TimeSpan.FromSeconds(2);

    private readonly Channel<ChatEvent> _events = EventChannel.Create();
    private readonly Channel<ChatRequest> _requests =
        Channel.CreateBounded<ChatRequest>(new BoundedChannelOptions(1_024) { SingleReader = true });

    private readonly CancellationTokenSource _closing = new();
    private readonly DemoScript _script = new(clock);
    private readonly DemoHistory _history = new();
    private readonly Dictionary<string, ContactTrustState> _trust = new(StringComparer.OrdinalIgnoreCase);
    private Task _work = Task.CompletedTask;
    private long _lastId = DemoScript.IdsFrom;

    public string Me => "Robin";

    public string Relay => "demo (no relay)";

    public bool CanLock => true;

    public ChannelReader<ChatEvent> Events => _events.Reader;

    public void Start()
    {
        foreach (var chat in _script.Chats())
        {
            _trust[chat.Name] = chat.Trust;
            foreach (var message in chat.Messages)
            {
                _history.Add(chat.Name, message);
                Keep(chat.Name, message);
            }

            Tell(new ChatEvent.Loaded(chat));
        }

        Tell(new ChatEvent.Ready());
        Tell(new ChatEvent.LinkChanged(new LinkStatus(LinkState.Online)));
        _work = Task.Run(() => WorkAsync(_closing.Token));
    }

    public bool Ask(ChatRequest request) => _requests.Writer.TryWrite(request);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _work;
        _events.Writer.TryComplete();
        _closing.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(cancellationToken))
            {
                Answer(request, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private void Answer(ChatRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case ChatRequest.Send send:
                _ = SendAsync(send, cancellationToken);
                break;
            case ChatRequest.Retry retry:
                Tell(new ChatEvent.Moved(retry.Name, retry.Id, DeliveryState.Accepted));
                break;
            case ChatRequest.Lookup lookup:
                var trust = _trust.GetValueOrDefault(lookup.Name, DemoScript.New);
                Tell(new ChatEvent.Found(DemoScript.Card(lookup.Name, trust), lookup.Purpose));
                break;
            case ChatRequest.Accept accept:
                Trust(accept.Name, ContactTrustState.Pinned);
                break;
            case ChatRequest.Verify verify:
                Trust(verify.Name, verify.IsVerified ? ContactTrustState.Verified : ContactTrustState.Pinned);
                break;
            case ChatRequest.Delete delete:
                _history.Delete(delete.Name);
                Tell(new ChatEvent.Deleted(delete.Name));
                break;
            case ChatRequest.Search search:
                var hit = _history.Find(search.Name, search.Text, search.FromId, search.TowardsPast);
                Tell(new ChatEvent.SearchEnded(search, hit?.Name, hit?.Id));
                break;
            case ChatRequest.Receipts:
                Tell(new ChatEvent.Told("The demo has nobody to tell what has arrived or is read."));
                break;
            case ChatRequest.Export export:
                Tell(new ChatEvent.Told($"The demo writes nothing: {export.Path} was not made."));
                break;
            default:
                AnswerFile(request, cancellationToken);
                break;
        }
    }

    private async Task SendAsync(ChatRequest.Send send, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        Arrive(send.Name, new ChatMessage(id, MessageSide.Own, send.Text, clock.GetUtcNow(), DeliveryState.Queued));
        await Task.Delay(AcceptedAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Accepted));
        await Task.Delay(AcceptedAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Delivered));
        await Task.Delay(AnsweredAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Read));
        var answer = new ChatMessage(
            Interlocked.Increment(ref _lastId), MessageSide.Theirs, DemoScript.Answer(send.Text), clock.GetUtcNow());
        Arrive(send.Name, answer);
    }

    private void Arrive(string name, ChatMessage message)
    {
        _history.Add(name, message);
        Tell(new ChatEvent.Arrived(name, message));
    }

    private void Trust(string name, ContactTrustState trust)
    {
        _trust[name] = trust;
        Tell(new ChatEvent.TrustChanged(name, trust));
    }

    private void Tell(ChatEvent happened) => _events.Writer.TryWrite(happened);
}
