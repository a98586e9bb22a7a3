using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class SearchControlTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public SearchControlTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(100, 30);
        _control.Apply(
        [
            Loaded("Alice", Theirs(50, "hay")),
            Loaded("Carol", Theirs(40, "straw")),
            new ChatEvent.Ready(),
        ]);
    }

    private ChatRequest.Search Asked => _backend.Asked.OfType<ChatRequest.Search>().Last();

    [Fact]
    public void That_it_searches_is_said_until_it_has_ended_whatever_one_types()
    {
        Command("/searchall needle");
        Press("x");
        var searching = Bottom();
        _control.Apply([new ChatEvent.SearchEnded(Asked, "Carol", 40)]);

        Assert.Contains("Searching, Esc stops: \u201Cneedle\u201D in older messages of all chats", searching, StringComparison.Ordinal);
        Assert.Equal("Carol", _control.State.Selected!.Name);
        Assert.Contains("n older, N newer", Bottom(), StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_stops_a_search_and_what_it_finds_later_moves_nothing()
    {
        Command("/searchall needle");
        Press("Esc");
        _control.Apply([new ChatEvent.SearchEnded(Asked, "Carol", 40)]);

        Assert.Equal(new ChatRequest.StopSearch(), _backend.Asked[^1]);
        Assert.Equal("Alice", _control.State.Selected!.Name);
        Assert.DoesNotContain("Searching", Bottom(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_search_stops_the_old_one_and_only_its_own_end_counts()
    {
        Command("/search needle");
        var old = Asked;
        Command("/searchall needle");
        _control.Apply([new ChatEvent.SearchEnded(old, null, null)]);
        var searching = Bottom();
        _control.Apply([new ChatEvent.SearchEnded(Asked, "Carol", 40)]);

        Assert.Contains(new ChatRequest.StopSearch(), _backend.Asked);
        Assert.Contains("Searching", searching, StringComparison.Ordinal);
        Assert.Equal("Carol", _control.State.Selected!.Name);
    }

    [Fact]
    public void A_search_that_could_not_be_done_says_why()
    {
        Command("/search needle");
        _control.Apply([new ChatEvent.SearchEnded(Asked, null, null) { Failure = "it does not open" }]);
        var said = Bottom();
        Press("F3");

        Assert.Contains("it does not open", said, StringComparison.Ordinal);
        Assert.Contains("Searching", Bottom(), StringComparison.Ordinal);
    }

    [Fact]
    public void When_nothing_was_found_letters_are_for_writing_again()
    {
        Command("/search needle");
        _control.Apply([new ChatEvent.SearchEnded(Asked, null, null)]);
        var said = Bottom();
        Press("n");

        Assert.Contains("Nowhere found: needle", said, StringComparison.Ordinal);
        Assert.Equal("n", _control.State.Selected!.Draft.Text);
    }

    [Fact]
    public void A_search_that_is_not_taken_does_not_say_that_it_searches()
    {
        _backend.IsFull = true;
        Command("/search needle");

        Assert.DoesNotContain("Searching", Bottom(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_something_is_being_written_the_keys_that_go_on_are_named()
    {
        _control.Apply([new ChatEvent.Arrived("Alice", Theirs(60, "a needle"))]);
        Command("/searchall needle");
        Press("x");
        _control.Apply([new ChatEvent.SearchEnded(Asked, "Alice", 60)]);

        Assert.Contains("F3 older, Shift-F3 newer", Bottom(), StringComparison.Ordinal);
    }

    [Fact]
    public void In_memory_too_files_are_found_by_name_and_what_the_program_says_is_not()
    {
        var file = new ChatFile("needles.pdf", 10, Sdtp.Client.FileState.Saved, 1, 1, null, false);
        _control.Apply(
        [
            new ChatEvent.Arrived("Alice", Theirs(60, "\u25A4 needles.pdf (10 bytes)") with { File = file }),
            new ChatEvent.Arrived("Alice", new ChatMessage(61, MessageSide.Note, "A needle was refused.", People.Noon)),
        ]);

        Command("/search needle");
        Press("n");

        Assert.Equal(new ChatRequest.Search("Alice", "needle", 50), Assert.Single(_backend.Asked.OfType<ChatRequest.Search>()));
    }

    [Fact]
    public void Every_place_on_a_line_is_marked()
    {
        var format = new MessageFormat(new Times(FixedClock.Create()), 80);
        var spans = format.Lines("Alice", Theirs(1, "Needle, needle and thread"), null, false, "needle").SelectMany(line => line.Spans);

        Assert.Equal(["Needle", "needle"], spans.Where(span => span.Tone == Tone.Match).Select(span => span.Text));
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Loaded Loaded(string name, ChatMessage message) =>
        new(new StoredChat(name, ContactTrustState.Pinned, false, 0, "", [message], MayHaveOlder: false));

    private static ChatMessage Theirs(long id, string text) => ScriptedBackend.Theirs(id, text);

    private void Press(string name) => _control.Press(name.Length == 1 ? Stroke.Typed(name) : new Stroke(name));

    private void Command(string line)
    {
        _control.Paste(line);
        Press("Enter");
    }

    private string Bottom() => ScreenComposer.Compose(_control).Lines.Last(line => line.Row == 29).Line.Text;
}
