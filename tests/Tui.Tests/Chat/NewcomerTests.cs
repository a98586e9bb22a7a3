using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>What somebody without a manual does, and what the screen says to it.</summary>
public sealed class NewcomerTests : IAsyncDisposable
{
    private const string Stranger = "Zoe (unverified 12345678)";

    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public NewcomerTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Resize(120, 40);
        _control.Apply(
            [Loaded("Alice", ContactTrustState.Pinned, 1), Loaded(Stranger, ContactTrustState.Unverified, 2), new ChatEvent.Ready()]);
    }

    [Fact]
    public void Ctrl_c_says_how_to_leave()
    {
        Press("Ctrl-C");

        Assert.Contains("Ctrl-Q leaves", Screen(), StringComparison.Ordinal);
        Assert.Null(_control.Exit);
    }

    [Theory]
    [InlineData("/lokup Bob", "/lookup")]
    [InlineData("/LOOOKUP Bob", "/lookup")]
    [InlineData("/serch x", "/search")]
    [InlineData("/qqq", "/help")]
    public void A_misspelt_command_says_which_one_was_meant_most_likely(string line, string meant)
    {
        Command(line);

        Assert.Contains(meant, _control.State.Notice!.Text, StringComparison.Ordinal);
        Assert.Equal(line, _control.State.Selected!.Draft.Text);
    }

    [Fact]
    public void Fetch_while_all_is_well_says_so()
    {
        _control.Apply([new ChatEvent.LinkChanged(new LinkStatus(LinkState.Online))]);

        Command("/fetch");

        Assert.Contains("come by themselves", _control.State.Notice!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_r_tries_again_under_a_box_that_says_why_the_connection_has_stopped()
    {
        _control.Apply(
        [
            new ChatEvent.LinkChanged(new LinkStatus(LinkState.Stopped)),
            new ChatEvent.Warned("The relay's identity has changed", "Another key answers."),
        ]);

        Press("Ctrl-R");

        Assert.Null(_control.Overlay);
        Assert.IsType<ChatRequest.Reconnect>(_backend.Asked[^1]);
    }

    [Fact]
    public void A_message_that_fails_in_another_chat_is_told()
    {
        _control.Apply([new ChatEvent.Moved("Nobody", 9, DeliveryState.Failed, "there is no such user")]);

        Assert.Equal("To Nobody: there is no such user", _control.State.Notice!.Text);
        Assert.True(_control.State.Notice.IsError);
    }

    [Fact]
    public void The_chat_of_a_stranger_says_what_an_answer_means_and_can_be_verified()
    {
        Press("Alt-Down");
        var screen = Screen();

        Command("/verify");

        Assert.Equal(Stranger, _control.State.Selected!.Name);
        Assert.Contains("an answer trusts the relay's word", screen, StringComparison.Ordinal);
        Assert.Equal(new ChatRequest.Lookup("Zoe", LookupPurpose.Verify), _backend.Asked[^1]);
    }

    [Fact]
    public void A_stranger_who_becomes_a_contact_stays_in_view_with_the_draft()
    {
        Press("Alt-Down");
        Type("half a thou");

        _control.Apply([Loaded("Zoe", ContactTrustState.Pinned, 2), new ChatEvent.Deleted(Stranger, NowIn: "Zoe")]);

        Assert.Equal(("Zoe", "half a thou"), (_control.State.Selected!.Name, _control.State.Selected.Draft.Text));
        Assert.Null(_control.State.Find(Stranger));
    }

    [Theory]
    [InlineData("", "Dave")]
    [InlineData("for Alice", "Alice")]
    public void A_chat_that_was_asked_for_opens_unless_one_types_on_in_another(string typed, string open)
    {
        Command("/chat Dave");
        Type(typed);

        var card = new ContactCard("Dave", People.OldBob, People.SafetyNumber, ContactTrustState.Pinned, People.OldBob);
        _control.Apply([new ChatEvent.Found(card, LookupPurpose.OpenChat)]);

        Assert.Equal(open, _control.State.Selected!.Name);
        Assert.NotNull(_control.State.Find("Dave"));
        Assert.Equal(typed, _control.State.Selected.Draft.Text);
    }

    [Fact]
    public void In_the_vim_profile_the_mode_is_told_over_a_draft_too()
    {
        Command("/keys vim");
        Type("half a thou");
        var typing = Screen();
        Press("Esc");

        Assert.DoesNotContain(" commands ", typing, StringComparison.Ordinal);
        Assert.Contains("\u2500\u2500 commands \u2500", Screen(), StringComparison.Ordinal);
    }

    [Fact]
    public void Back_in_the_past_the_header_says_how_to_return()
    {
        _control.Apply(Enumerable.Range(10, 90).Select(i => new ChatEvent.Arrived("Alice", ScriptedBackend.Theirs(i, $"hay {i}"))));
        Press("PageUp");

        Assert.Contains("\u2193 Ctrl-End newest", Screen(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(36)]
    public void The_help_is_whole_in_any_width(int columns)
    {
        var lines = new HelpOverlay(new KeyMap()).Lines(columns, 500);
        var words = string.Join(' ', string.Join(' ', lines.Select(line => line.Text)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.All(lines, line => Assert.True(line.Columns <= columns));
        Assert.All(SlashLine.Commands, command => Assert.Contains(command.Help, words, StringComparison.Ordinal));
        Assert.Contains("the key has changed", words, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Text.EndsWith('\u2026') && line.Text.Length > 1);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Loaded Loaded(string name, ContactTrustState trust, long id) =>
        new(new StoredChat(
            name, trust, IsMuted: false, Unread: 0, Draft: "", [ScriptedBackend.Theirs(id, "hi", (int)id)], MayHaveOlder: false));

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
