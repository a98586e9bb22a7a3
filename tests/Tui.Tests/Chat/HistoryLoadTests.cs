using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>Parts of the history that do not come, or come when something else has happened: the chat goes on loading.</summary>
public sealed class HistoryLoadTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public HistoryLoadTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(100, 30);
    }

    private Conversation Chat => _control.State.Selected!;

    private ChatRequest[] Loads =>
        [.. _backend.Asked.Where(asked => asked is ChatRequest.LoadOlder or ChatRequest.LoadNewer or ChatRequest.LoadAt)];

    [Fact]
    public void A_load_that_was_not_taken_is_asked_for_again_with_the_next_key()
    {
        _backend.IsFull = true;
        Open();
        _backend.IsFull = false;
        _control.Press(new Stroke("PageUp"));

        Assert.Equal([new ChatRequest.LoadOlder("Alice", 951), new ChatRequest.LoadOlder("Alice", 951)], Loads);
        Assert.True(Chat.IsLoading);
    }

    [Fact]
    public void A_load_that_failed_is_told_and_not_tried_again_until_one_goes_there()
    {
        Open();
        _control.Apply([new ChatEvent.LoadFailed("Alice", "it does not open")]);
        var said = Bottom();
        _control.Apply([new ChatEvent.Arrived("Alice", ScriptedBackend.Theirs(1_001, "more"))]);
        Press("x");
        var before = Loads.Length;
        Press("PageUp");

        Assert.Contains("it does not open", said, StringComparison.Ordinal);
        Assert.Equal((1, 2), (before, Loads.Length));
    }

    [Fact]
    public void After_a_load_that_failed_the_next_one_is_taken_in()
    {
        Open();
        _control.Apply([new ChatEvent.LoadFailed("Alice", "it does not open")]);
        Press("PageUp");
        _control.Apply([new ChatEvent.Older("Alice", 951, Page(751, 200), MayHaveMore: true)]);

        Assert.Equal(751, Chat.Messages[0].Id);
        Assert.Equal(new ChatRequest.LoadOlder("Alice", 751), Loads[^1]);
    }

    [Fact]
    public void A_jump_that_failed_happens_neither_now_nor_later()
    {
        Open();
        Press("Ctrl-Home");
        _control.Apply([new ChatEvent.LoadFailed("Alice", "it does not open")]);
        var stays = Chat.Scroll is null;
        Press("Ctrl-End");
        _control.Apply([new ChatEvent.LoadedAt("Alice", HistoryPlace.Oldest, Page(1, 200), false, MayHaveNewer: true)]);

        Assert.True(stays);
        Assert.Null(Chat.Scroll);
        Assert.Equal(new ChatRequest.LoadAt("Alice", HistoryPlace.Newest), Loads[^1]);
    }

    [Fact]
    public void A_chat_that_was_deleted_while_it_loaded_loads_when_it_is_there_again()
    {
        Open();
        _control.Apply(
        [
            new ChatEvent.Deleted("Alice"),
            new ChatEvent.Loaded(Stored(Page(1_001, 50))),
            new ChatEvent.Older("Alice", 951, [], MayHaveMore: false),
        ]);
        _control.Press(new Stroke("Alt-Down"));

        Assert.Equal(new ChatRequest.LoadOlder("Alice", 1_001), Loads[^1]);
        Assert.Equal(50, Chat.Messages.Count);
    }

    [Fact]
    public void A_chat_that_others_were_merged_into_while_it_loaded_takes_only_what_fits()
    {
        Open();
        _control.Apply([new ChatEvent.Loaded(Stored([.. Page(900, 10), .. Page(961, 40)]))]);
        _control.Apply([new ChatEvent.Older("Alice", 951, Page(751, 200), MayHaveMore: true)]);

        Assert.Equal(50, Chat.Messages.Count);
        Assert.Equal(new ChatRequest.LoadOlder("Alice", 900), Loads[^1]);
    }

    [Fact]
    public void What_arrives_while_a_chat_is_read_again_stays_and_counts()
    {
        Open();
        var loaded = new ChatEvent.Loaded(Stored([ScriptedBackend.Theirs(7, "hi")], "Carol"));
        _control.Apply([loaded, Arrived("Carol", 1_001), Arrived("Alice", 1_002)]);
        _control.Apply([loaded, new ChatEvent.Loaded(Stored(Page(951, 50)))]);
        var carol = _control.State.Find("Carol")!;

        // Shown as the newest, and read with the rest as soon as one goes there.
        Assert.Equal((1_001, 1, 1_001, true), (carol.Last!.Id, carol.Unread, carol.FirstNewId, carol.MayHaveNewer));
        Assert.Equal((1_002, 0), (Chat.Last!.Id, Chat.Unread));
        Assert.Equal(new ChatRequest.LoadAt("Alice", HistoryPlace.Newest), Loads[^1]);
    }

    [Fact]
    public void New_messages_are_seen_when_one_comes_to_them_and_not_when_one_reads_an_old_one_there()
    {
        Open();
        Press("PageUp");
        Press("PageUp");
        _control.Apply([new ChatEvent.Loaded(Stored([ScriptedBackend.Theirs(7, "hi")], "Carol")), Arrived("Alice", 1_001)]);
        Press("Alt-Down");
        Press("Alt-Up");
        var reading = (Chat.Name, Chat.Unread, Chat.FirstNewId, _backend.Asked.OfType<ChatRequest.Seen>().Count());
        Press("Ctrl-End");

        Assert.Equal(("Alice", 1, 1_001, 0), reading);
        Assert.Equal(0, Chat.Unread);
        Assert.Equal([new ChatRequest.Seen("Alice", 1_001)], _backend.Asked.OfType<ChatRequest.Seen>());
    }

    [Fact]
    public void A_hit_far_back_marks_nothing_as_seen()
    {
        Open();
        _control.Apply([new ChatEvent.Loaded(Stored([.. Page(2_000, 100)], "Carol")), Arrived("Carol", 2_200)]);
        _control.Paste("/searchall message 2010 ");
        Press("Enter");
        _control.Apply([new ChatEvent.SearchEnded(_backend.Asked.OfType<ChatRequest.Search>().Last(), "Carol", 2_010)]);
        var before = (Chat.Name, Chat.Unread, _backend.Asked.OfType<ChatRequest.Seen>().Count());
        Press("Ctrl-End");

        Assert.Equal(("Carol", 1, 0), before);
        Assert.Equal([new ChatRequest.Seen("Carol", 2_200)], _backend.Asked.OfType<ChatRequest.Seen>());
    }

    [Fact]
    public void After_a_chat_is_deleted_none_with_unread_messages_is_opened_by_itself()
    {
        Open();
        _control.Apply([new ChatEvent.Loaded(Stored([ScriptedBackend.Theirs(7, "hi")], "Carol")), Arrived("Carol", 1_001)]);

        _control.Apply([new ChatEvent.Deleted("Alice")]);

        Assert.Null(_control.State.Selected);
        Assert.Equal(1, _control.State.Unread);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Arrived Arrived(string name, long id) => new(name, ScriptedBackend.Theirs(id, "late"));

    private static ChatMessage[] Page(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => ScriptedBackend.Theirs(first + i, $"message {first + i} "))];

    private static StoredChat Stored(ChatMessage[] messages, string name = "Alice") =>
        new(name, ContactTrustState.Pinned, false, 0, "", messages, MayHaveOlder: true);

    private void Open() => _control.Apply([new ChatEvent.Loaded(Stored(Page(951, 50))), new ChatEvent.Ready()]);

    private void Press(string name) => _control.Press(name.Length == 1 ? Stroke.Typed(name) : new Stroke(name));

    private string Bottom() => ScreenComposer.Compose(_control).Lines.Last(line => line.Row == 29).Line.Text;
}
