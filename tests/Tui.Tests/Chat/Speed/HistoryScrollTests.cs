using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Speed;

/// <summary>Scrolling, jumping and searching in a history of a hundred thousand messages, of which few are ever in memory.</summary>
public sealed class HistoryScrollTests : IAsyncDisposable
{
    private const int Depth = 100_000;
    private const int PageMax = 200;

    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;
    private int _answered;

    public HistoryScrollTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(100, 30);
        _control.Apply(
        [
            new ChatEvent.Loaded(new StoredChat("Alice", ContactTrustState.Pinned, false, 0, "", Page(Depth - 49, 50), MayHaveOlder: true)),
            new ChatEvent.Ready(),
        ]);
        Answer();
    }

    private Conversation Chat => _control.State.Selected!;

    [Fact]
    public void Paging_back_ten_thousand_messages_loads_each_once_and_keeps_a_bounded_number()
    {
        var shown = new HashSet<long>();
        while (Chat.Messages[0].Id > Depth - 10_000)
        {
            Press("PageUp");
            shown.UnionWith(Numbers());
            Assert.InRange(Chat.Messages.Count, 1, MessageWindow.MessagesMax);
        }

        var loads = _backend.Asked.OfType<ChatRequest.LoadOlder>().ToArray();
        Assert.InRange(loads.Length, 49, 52);
        Assert.Distinct(loads.Select(load => load.BeforeId));
        Assert.Equal(Enumerable.Range(0, shown.Count).Select(i => shown.Min() + i), shown.Order());
    }

    [Fact]
    public void Paging_back_and_forth_returns_to_the_newest_message_and_follows_it_again()
    {
        for (var i = 0; i < 100; i++)
        {
            Press("PageUp");
        }

        for (var i = 0; i < 120; i++)
        {
            Press("PageDown");
        }

        Assert.Null(Chat.Scroll);
        Assert.Equal(Depth, Chat.Messages[^1].Id);
        Assert.Contains(Depth, Numbers());
    }

    [Fact]
    public void Every_message_that_is_paged_over_is_formatted_once_or_twice()
    {
        var before = _control.Blocks.Formatted;

        for (var i = 0; i < 50; i++)
        {
            Press("PageUp");
            Screen();
            Screen();
        }

        // Twice where a message was the first in memory, and the day line stood above it until the one before came.
        var top = Numbers().Min();
        var scrolled = Chat.Messages.Count(message => message.Id >= top);
        Assert.InRange(_control.Blocks.Formatted - before, 1, 2 * (scrolled + _control.Layout.MessageRows));
    }

    [Fact]
    public void Jumping_to_both_ends_loads_one_part_each()
    {
        Press("Ctrl-Home");
        var top = Numbers();
        Press("Ctrl-End");
        var bottom = Numbers();

        Assert.Contains(1, top);
        Assert.Contains(Depth, bottom);
        Assert.Equal(2, _backend.Asked.Count(request => request is ChatRequest.LoadAt));
        Assert.InRange(Chat.Messages.Count, 1, MessageWindow.MessagesMax);
    }

    [Fact]
    public void A_hit_deep_in_the_history_loads_what_is_around_it_and_nothing_in_between()
    {
        Command("/search message 777 ");
        _control.Apply([new ChatEvent.SearchEnded(_backend.Asked.OfType<ChatRequest.Search>().Last(), "Alice", 777)]);
        Answer();

        Assert.Contains(777, Numbers());
        Assert.InRange(Chat.Messages.Count, 1, MessageWindow.MessagesMax);
        Assert.Single(_backend.Asked.OfType<ChatRequest.LoadAt>());
        Assert.Equal(Depth, Chat.Last!.Id);

        Press("Esc");
        Press("Ctrl-End");
        Assert.Contains(Depth, Numbers());
    }

    [Fact]
    public void From_a_deep_hit_the_search_goes_on_in_both_directions()
    {
        Command("/search message 777 ");
        _control.Apply([new ChatEvent.SearchEnded(_backend.Asked.OfType<ChatRequest.Search>().Last(), "Alice", 777)]);
        Answer();
        _backend.Asked.Clear();
        _answered = 0;

        Press("n");
        Press("N");

        var searches = _backend.Asked.OfType<ChatRequest.Search>().ToArray();
        Assert.Equal([true, false], searches.Select(search => search.TowardsPast));
        Assert.InRange(searches[0].FromId, 1, 777);
        Assert.InRange(searches[1].FromId, 777, Depth);
    }

    [Fact]
    public void What_arrives_while_one_reads_far_back_is_counted_and_does_not_move_the_screen()
    {
        Press("Ctrl-Home");
        var before = Screen();

        _control.Apply([new ChatEvent.Arrived("Alice", ScriptedBackend.Theirs(Depth + 1, $"message {Depth + 1} "))]);
        var after = Screen();
        Press("Ctrl-End");

        Assert.Equal(Numbers(before), Numbers(after));
        Assert.Equal(0, Chat.Unread);
        Assert.Contains(Depth, Numbers());
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatMessage[] Page(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => ScriptedBackend.Theirs(first + i, $"message {first + i} "))];

    /// <summary>Answers as the history does what has been asked for since the last time.</summary>
    private void Answer()
    {
        for (; _answered < _backend.Asked.Count; _answered++)
        {
            switch (_backend.Asked[_answered])
            {
                case ChatRequest.LoadOlder older:
                    var first = Math.Max(1, older.BeforeId - PageMax);
                    _control.Apply([new ChatEvent.Older("Alice", older.BeforeId, Page(first, (int)(older.BeforeId - first)), first > 1)]);
                    break;
                case ChatRequest.LoadNewer newer:
                    var last = Math.Min(Depth, newer.AfterId + PageMax);
                    _control.Apply(
                        [new ChatEvent.Newer("Alice", newer.AfterId, Page(newer.AfterId + 1, (int)(last - newer.AfterId)), last < Depth)]);
                    break;
                case ChatRequest.LoadAt at:
                    var from = Math.Max(1, Math.Min(at.Id, Depth + 1) - PageMax);
                    var to = at.Id == HistoryPlace.Newest ? Depth : at.Id + PageMax;
                    _control.Apply([new ChatEvent.LoadedAt("Alice", at.Id, Page(from, (int)(to - from + 1)), from > 1, to < Depth)]);
                    break;
            }
        }
    }

    private void Press(string name)
    {
        _control.Press(name.Length == 1 ? Stroke.Typed(name) : new Stroke(name));
        Answer();
    }

    private void Command(string line)
    {
        _control.Paste(line);
        Press("Enter");
    }

    private string Screen() => string.Join('\n', ScreenComposer.Compose(_control).Lines
        .Where(line => line.Column >= _control.Layout.ChatLeft).Select(line => line.Line.Text));

    private long[] Numbers(string? screen = null) =>
        [.. (screen ?? Screen()).Split("message ").Skip(1).Select(rest => long.Parse(rest.Split(' ')[0], null))];
}
