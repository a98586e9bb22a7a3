using System.Threading.Channels;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>Invented conversations and no relay: for a look, for the picture, and for tests of the screens.</summary>
internal sealed class DemoBackend(TimeProvider clock) : IChatBackend
{
    private static readonly TimeSpan AcceptedAfter = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan AnsweredAfter = TimeSpan.FromSeconds(2);

    private readonly Channel<ChatEvent> _events = EventChannel.Create();
    private readonly Channel<ChatRequest> _requests =
        Channel.CreateBounded<ChatRequest>(new BoundedChannelOptions(1_024) { SingleReader = true });

    private readonly CancellationTokenSource _closing = new();
    private readonly DemoScript _script = new(clock);
    private readonly List<(string Name, ChatMessage Message)> _told = [];
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
            Tell(new ChatEvent.Loaded(chat));
        }

        Tell(new ChatEvent.Ready());
        Tell(new ChatEvent.LinkChanged(new LinkStatus(LinkState.Online)));
        _work = Task.Run(() => WorkAsync(_closing.Token));
    }

    public void Ask(ChatRequest request) => _requests.Writer.TryWrite(request);

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
                Tell(new ChatEvent.Found(DemoScript.Card(lookup.Name), lookup.Purpose));
                break;
            case ChatRequest.Accept accept:
                Tell(new ChatEvent.TrustChanged(accept.Name, ContactTrustState.Pinned));
                break;
            case ChatRequest.Verify verify:
                Tell(new ChatEvent.TrustChanged(verify.Name, verify.IsVerified ? ContactTrustState.Verified : ContactTrustState.Pinned));
                break;
            case ChatRequest.Delete delete:
                Tell(new ChatEvent.Deleted(delete.Name));
                break;
            case ChatRequest.Search search:
                Search(search);
                break;
            case ChatRequest.Receipts:
                Tell(new ChatEvent.Told("The demo has nobody to tell what has arrived or is read."));
                break;
            case ChatRequest.Export export:
                Tell(new ChatEvent.Told($"The demo writes nothing: {export.Path} was not made."));
                break;
        }
    }

    private async Task SendAsync(ChatRequest.Send send, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        Tell(new ChatEvent.Arrived(send.Name, new ChatMessage(id, MessageSide.Own, send.Text, clock.GetUtcNow(), DeliveryState.Queued)));
        await Task.Delay(AcceptedAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Accepted));
        await Task.Delay(AcceptedAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Delivered));
        await Task.Delay(AnsweredAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(new ChatEvent.Moved(send.Name, id, DeliveryState.Read));
        var answer = new ChatMessage(
            Interlocked.Increment(ref _lastId), MessageSide.Theirs, DemoScript.Answer(send.Text), clock.GetUtcNow());
        Tell(new ChatEvent.Arrived(send.Name, answer));
    }

    private void Search(ChatRequest.Search search)
    {
        lock (_told)
        {
            var hits = _told.Where(told => (search.Name ?? told.Name) == told.Name
                && told.Message.Text.Contains(search.Text, StringComparison.OrdinalIgnoreCase)).OrderBy(told => told.Message.Id);
            var (name, message) = search.TowardsPast
                ? hits.LastOrDefault(told => told.Message.Id < search.FromId)
                : hits.FirstOrDefault(told => told.Message.Id > search.FromId);
            Tell(new ChatEvent.SearchEnded(search.Text, name, message?.Id, search.TowardsPast));
        }
    }

    private void Tell(ChatEvent happened)
    {
        lock (_told)
        {
            _told.AddRange(happened switch
            {
                ChatEvent.Loaded loaded => loaded.Chat.Messages.Select(message => (loaded.Chat.Name, message)),
                ChatEvent.Arrived arrived => [(arrived.Name, arrived.Message)],
                _ => [],
            });
        }

        _events.Writer.TryWrite(happened);
    }
}
