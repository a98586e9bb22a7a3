using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

public sealed class ChatControlTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public ChatControlTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(120, 40);
        _control.Apply(
        [
            Loaded("Alice", ScriptedBackend.Theirs(1, "first", 9)),
            Loaded("Carol", ScriptedBackend.Theirs(2, "second", 20)),
            new ChatEvent.Ready(),
        ]);
    }

    [Fact]
    public void Enter_sends_what_was_typed_and_empties_the_box()
    {
        Type("hello");

        Press("Enter");

        Assert.Equal(new ChatRequest.Send("Alice", "hello"), _backend.Asked[^1]);
        Assert.True(_control.State.Selected!.Draft.IsEmpty);
    }

    [Fact]
    public void Alt_enter_makes_a_line_and_a_text_of_blanks_is_not_sent()
    {
        Press("Alt-Enter");
        Press("Enter");

        Assert.Empty(_backend.Asked);
        Assert.Equal("\n", _control.State.Selected!.Draft.Text);
    }

    [Fact]
    public void Each_chat_keeps_its_own_draft()
    {
        Type("to Alice");
        Press("Alt-Down");
        Type("to Carol");

        Press("Alt-Up");

        Assert.Equal("to Alice", _control.State.Selected!.Draft.Text);
        Assert.Contains(new ChatRequest.KeepDraft("Carol", "to Carol"), _backend.Asked);
    }

    [Fact]
    public void Messages_elsewhere_ring_once_count_and_draw_the_new_line_once()
    {
        var rung = new List<string>();
        _control.Rang += rung.Add;

        _control.Apply([Arrived("Carol", 3, "psst"), Arrived("Carol", 4, "hey")]);

        Assert.Equal(["Carol"], rung);
        Assert.Equal(2, _control.State.Find("Carol")!.Unread);
        Assert.Equal(3, _control.State.Find("Carol")!.FirstNewId);
    }

    [Fact]
    public void A_muted_chat_counts_but_does_not_ring()
    {
        var rung = new List<string>();
        _control.Rang += rung.Add;
        Press("Alt-Down");
        Command("/mute");
        Press("Alt-Up");

        _control.Apply([Arrived("Carol", 3, "psst")]);

        Assert.Empty(rung);
        Assert.Equal(1, _control.State.Find("Carol")!.Unread);
    }

    [Fact]
    public void A_message_in_the_chat_being_looked_at_is_seen_with_one_write_for_a_batch()
    {
        _control.Apply([Arrived("Alice", 3, "a"), Arrived("Alice", 4, "b"), Arrived("Alice", 5, "c")]);

        Assert.Equal(0, _control.State.Selected!.Unread);
        Assert.Equal([new ChatRequest.Seen("Alice", 5)], _backend.Asked);
    }

    [Fact]
    public void A_message_in_the_folded_list_is_not_seen()
    {
        _control.Resize(40, 12);
        Press("Esc");

        _control.Apply([Arrived("Alice", 3, "a")]);

        Assert.Equal(1, _control.State.Find("Alice")!.Unread);
    }

    [Fact]
    public void A_changed_key_stops_sending_and_keeps_the_draft()
    {
        _control.Apply([new ChatEvent.TrustChanged("Alice", ContactTrustState.KeyChanged)]);
        Type("secret");

        Press("Enter");

        Assert.Empty(_backend.Asked);
        Assert.Equal("secret", _control.State.Selected!.Draft.Text);
        Assert.True(_control.State.Notice!.IsError);
    }

    [Fact]
    public void Accepting_takes_exactly_the_identity_that_was_shown()
    {
        var shown = new ContactCard("Alice", People.OldBob, People.SafetyNumber, ContactTrustState.KeyChanged, UserId.Of(People.Key));
        _control.Apply([new ChatEvent.Found(shown, LookupPurpose.AcceptKey)]);

        Press("a");

        Assert.Equal([new ChatRequest.Accept("Alice", People.OldBob)], _backend.Asked);
        Assert.Null(_control.Overlay);
    }

    [Fact]
    public void A_lookup_for_a_new_chat_of_somebody_whose_key_changed_shows_the_change()
    {
        var shown = new ContactCard("Dave", People.OldBob, People.SafetyNumber, ContactTrustState.KeyChanged, UserId.Of(People.Key));

        _control.Apply([new ChatEvent.Found(shown, LookupPurpose.OpenChat)]);

        Assert.Contains("has changed", _control.Overlay!.Title, StringComparison.Ordinal);
        Assert.True(_control.State.Find("Dave")!.IsBlocked);
    }

    [Fact]
    public void A_changed_key_that_comes_up_while_somebody_types_is_not_accepted_by_what_they_type()
    {
        var shown = new ContactCard("Alice", People.OldBob, People.SafetyNumber, ContactTrustState.KeyChanged, UserId.Of(People.Key));

        _control.Apply([new ChatEvent.Found(shown, LookupPurpose.TellKeyChange)]);
        Type("a letter");

        Assert.Empty(_backend.Asked);
        Assert.Contains("has changed", _control.Overlay!.Title, StringComparison.Ordinal);
        Assert.Contains(_control.Overlay.Lines(70, 30), line => line.Text.Contains("/accept Alice", StringComparison.Ordinal));
    }

    [Fact]
    public void A_held_back_message_whose_key_is_as_it_was_by_now_shows_nothing()
    {
        var card = new ContactCard("Alice", People.OldBob, People.SafetyNumber, ContactTrustState.Pinned, People.OldBob);

        _control.Apply([new ChatEvent.Found(card, LookupPurpose.TellKeyChange)]);

        Assert.Null(_control.Overlay);
    }

    [Theory]
    [InlineData("/verify", LookupPurpose.Verify)]
    [InlineData("/accept", LookupPurpose.AcceptKey)]
    public void A_question_that_comes_while_somebody_types_on_is_not_asked(string command, object purpose)
    {
        var trust = command == "/verify" ? ContactTrustState.Pinned : ContactTrustState.KeyChanged;
        var card = new ContactCard("Alice", People.OldBob, People.SafetyNumber, trust, UserId.Of(People.Key));
        Command(command);
        Type("ya");

        _control.Apply([new ChatEvent.Found(card, (LookupPurpose)purpose)]);
        var overlay = _control.Overlay;
        var notice = _control.State.Notice;
        Press("Ctrl-U");
        Command(command);
        _control.Apply([new ChatEvent.Found(card, (LookupPurpose)purpose)]);

        Assert.Null(overlay);
        Assert.Contains("ask again", notice!.Text, StringComparison.Ordinal);
        Assert.NotNull(_control.Overlay);
    }

    [Fact]
    public void The_palette_finds_a_chat_by_some_letters()
    {
        Press("Ctrl-K");
        Type("crl");

        Press("Enter");

        Assert.Equal("Carol", _control.State.Selected!.Name);
        Assert.Null(_control.Overlay);
    }

    [Fact]
    public void The_palette_starts_a_chat_with_an_unknown_name()
    {
        Press("Ctrl-K");
        Type("Zebra");

        Press("Enter");

        Assert.Equal([new ChatRequest.Lookup("Zebra", LookupPurpose.OpenChat)], _backend.Asked);
    }

    [Theory]
    [InlineData("/lookup Carol")]
    [InlineData("/LOOKUP Carol")]
    public void A_slash_command_runs_and_is_not_sent(string line)
    {
        Command(line);

        Assert.Equal([new ChatRequest.Lookup("Carol", LookupPurpose.Show)], _backend.Asked);
    }

    [Fact]
    public void Slash_send_sends_elsewhere_and_stays()
    {
        Command("/send Carol see you");

        Assert.Equal([new ChatRequest.Send("Carol", "see you")], _backend.Asked);
        Assert.Equal("Alice", _control.State.Selected!.Name);
    }

    [Fact]
    public void Two_slashes_send_a_text_that_begins_with_one()
    {
        Command("//etc");

        Assert.Equal([new ChatRequest.Send("Alice", "/etc")], _backend.Asked);
    }

    [Fact]
    public void An_unknown_command_is_kept_to_be_corrected()
    {
        Command("/lokup Carol");

        Assert.Equal("/lokup Carol", _control.State.Selected!.Draft.Text);
        Assert.Contains("no command", _control.State.Notice!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/send Carol")]
    [InlineData("/lookup \u65E5\u672C")]
    [InlineData("/theme pink")]
    [InlineData("/receipts maybe")]
    [InlineData("/export")]
    public void A_command_that_says_what_it_lacks_is_kept_to_be_corrected(string line)
    {
        Command(line);

        Assert.Equal(line, _control.State.Selected!.Draft.Text);
        Assert.True(_control.State.Notice!.IsError);
        Assert.Empty(_backend.Asked);
    }

    [Theory]
    [InlineData("/search")]
    [InlineData("/searchall")]
    public void A_search_for_nothing_asks_for_what(string line)
    {
        Command(line);

        Assert.Equal(line, _control.Overlay!.Title);
        Assert.True(_control.State.Selected!.Draft.IsEmpty);
    }

    [Fact]
    public void A_paste_that_is_too_long_for_one_message_is_said_to_be_cut()
    {
        _control.Paste(new string('x', 65_536));

        Assert.Equal(TextBuffer.MessageLengthMax, _control.State.Selected!.Draft.Text.Length);
        Assert.Contains("the rest was left out", _control.State.Notice!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_leaves_and_keeps_the_draft()
    {
        Type("half a thou");

        Press("Ctrl-Q");

        Assert.Equal(ChatExit.Quit, _control.Exit);
        Assert.Contains(new ChatRequest.KeepDraft("Alice", "half a thou"), _backend.Asked);
    }

    [Fact]
    public void Control_r_sends_again_what_failed()
    {
        _control.Apply([new ChatEvent.Arrived("Alice", ScriptedBackend.Own(7, "x", DeliveryState.Queued))]);
        _control.Apply([new ChatEvent.Moved("Alice", 7, DeliveryState.Failed, "mailbox full")]);

        Press("Ctrl-R");

        Assert.Equal([new ChatRequest.Retry("Alice", 7)], _backend.Asked);
    }

    [Theory]
    [InlineData("/receipts off", "Alice", false)]
    [InlineData("/receipts ON", "Alice", true)]
    [InlineData("/receipts off all", null, false)]
    [InlineData("/receipts", "Alice", null)]
    [InlineData("/receipts all", null, null)]
    public void Receipts_are_switched_for_the_chat_or_for_all(string line, string? name, bool? areOn)
    {
        Command(line);

        Assert.Equal([new ChatRequest.Receipts(name, areOn)], _backend.Asked);
    }

    [Fact]
    public void A_word_that_switches_nothing_is_answered_with_what_can_be_written()
    {
        Command("/receipts maybe");

        Assert.True(_control.State.Notice?.IsError);
        Assert.Empty(_backend.Asked);
    }

    [Fact]
    public void The_queue_counts_what_waits()
    {
        _control.Apply([new ChatEvent.Arrived("Alice", ScriptedBackend.Own(7, "x", DeliveryState.Queued))]);
        var waiting = _control.State.Waiting;

        _control.Apply([new ChatEvent.Moved("Alice", 7, DeliveryState.Accepted)]);

        Assert.Equal(1, waiting);
        Assert.Equal(0, _control.State.Waiting);
    }

    [Fact]
    public void Search_goes_from_hit_to_hit_and_escape_ends_it()
    {
        var many = Enumerable.Range(10, 90).Select(i => Arrived("Alice", i, i % 30 == 0 ? $"needle {i}" : $"hay {i}")).ToArray();
        _control.Apply(many);

        Command("/search needle");
        var first = Screen();
        Press("F3");
        var second = Screen();
        Press("PageUp");
        var third = Screen();
        Press("Esc");

        Assert.Contains("needle 90", first, StringComparison.Ordinal);
        Assert.Contains("n: older hit", third, StringComparison.Ordinal);
        Assert.DoesNotContain("n: older hit", Screen(), StringComparison.Ordinal);
        Assert.Contains("needle 60", second, StringComparison.Ordinal);
        Assert.Null(_control.SearchText);
    }

    [Fact]
    public void Search_asks_the_history_when_nothing_that_is_loaded_fits()
    {
        Command("/search nowhere");

        Assert.Equal([new ChatRequest.Search("Alice", "nowhere", 1)], _backend.Asked);
    }

    [Fact]
    public void Vim_keys_scroll_and_type_only_after_i()
    {
        Command("/keys vim");
        Press("Esc");
        Type("J");
        var moved = _control.State.Selected!.Name;
        Type("i");
        Type("J");

        Assert.Equal("Carol", moved);
        Assert.Equal("J", _control.State.Selected!.Draft.Text);
    }

    [Fact]
    public void Help_lists_the_keys_that_hold()
    {
        Press("F1");

        Assert.IsType<HelpOverlay>(_control.Overlay);
        Assert.All(_control.Keys.Live, binding => Assert.NotNull(_control.Keys.Find(new Stroke(binding.Key))));
    }

    [Fact]
    public void Scrolling_to_the_top_asks_for_older_messages_once()
    {
        _control.Apply([new ChatEvent.Older("Alice", 1, [], true)]);

        Press("PageUp");
        Press("PageUp");

        Assert.Equal([new ChatRequest.LoadOlder("Alice", 1)], _backend.Asked);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Loaded Loaded(string name, ChatMessage message) =>
        new(new StoredChat(name, ContactTrustState.Pinned, false, 0, "", [message], false));

    private static ChatEvent.Arrived Arrived(string name, long id, string text) => new(name, ScriptedBackend.Theirs(id, text));

    private string Screen() => string.Join('\n', ScreenComposer.Compose(_control).Lines.Select(line => line.Line.Text));

    private void Press(string name) => _control.Press(new Stroke(name));

    private void Command(string line)
    {
        Type(line);
        Press("Enter");
    }

    private void Type(string text)
    {
        foreach (var letter in text)
        {
            _control.Press(Stroke.Typed(letter.ToString()));
        }
    }
}
