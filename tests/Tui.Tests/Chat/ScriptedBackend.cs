using System.Threading.Channels;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>A backend that notes what it is asked and does nothing by itself.</summary>
internal sealed class ScriptedBackend : IChatBackend
{
    private readonly Channel<ChatEvent> _events = EventChannel.Create();

    public string Me => "Bob";

    public string Relay => "127.0.0.1:5000";

    public bool CanLock { get; init; } = true;

    public ChannelReader<ChatEvent> Events => _events.Reader;

    internal List<ChatRequest> Asked { get; } = [];

    public void Start()
    {
    }

    /// <summary>Whether it has no room for requests.</summary>
    internal bool IsFull { get; set; }

    public bool Ask(ChatRequest request)
    {
        Asked.Add(request);
        return !IsFull;
    }

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    internal static ChatMessage Theirs(long id, string text, int minutesAgo = 1) =>
        new(id, MessageSide.Theirs, text, Scripted.People.Noon.AddMinutes(-minutesAgo));

    internal static ChatMessage Own(long id, string text, DeliveryState delivery = DeliveryState.Accepted, string? failure = null) =>
        new(id, MessageSide.Own, text, Scripted.People.Noon, delivery, failure);
}
