using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Chat;

/// <summary>Tab behind a slash.</summary>
public sealed class CompletionTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private readonly ChatControl _control;

    public CompletionTests()
    {
        _control = new ChatControl(_backend, FixedClock.Create());
        _control.Apply(
        [
            Loaded("Alice", 1),
            Loaded("Carol", 2),
            Loaded("Carl", 3),
            Loaded("Eve (unverified 12345678)", 4),
            new ChatEvent.Ready(),
        ]);
        _control.State.Select(_control.State.Find("Alice")!);
    }

    private string Box => _control.State.Selected!.Draft.Text;

    private string? Said => _control.State.Notice?.Text;

    [Theory]
    [InlineData("/loo", "/lookup ")]
    [InlineData("/LOO", "/lookup ")]
    [InlineData("/vfy", "/verify ")]
    [InlineData("/hel", "/help")]
    [InlineData("/canc", "/cancel")]
    [InlineData("/lookup ali", "/lookup Alice")]
    [InlineData("/send ali", "/send Alice ")]
    [InlineData("/theme li", "/theme light")]
    [InlineData("/keys v", "/keys vim")]
    [InlineData("/receipts of", "/receipts off ")]
    [InlineData("/receipts off ", "/receipts off all")]
    [InlineData("/nonsense", "/nonsense")]
    [InlineData("/nonsense ali", "/nonsense ali")]
    [InlineData("/lookup Alice ali", "/lookup Alice ali")]
    [InlineData("/search al", "/search al")]
    [InlineData("//loo", "//loo")]
    [InlineData("no command", "no command")]
    [InlineData("", "")]
    public void Tab_completes_a_command_or_what_it_takes_and_leaves_everything_else_alone(string typed, string expected)
    {
        Type(typed);

        Press("Tab");

        Assert.Equal(expected, Box);
        Assert.Empty(_backend.Asked);
    }

    [Fact]
    public void Tab_again_goes_on_to_the_next_name_and_around_and_shift_tab_goes_back()
    {
        Type("/chat ca");
        var boxes = new List<string>();
        foreach (var key in new[] { "Tab", "Tab", "Tab", "Shift-Tab" })
        {
            Press(key);
            boxes.Add(Box);
        }

        Assert.Equal(["/chat Carl", "/chat Carol", "/chat Carl", "/chat Carol"], boxes);
        Assert.Equal("Tab: Carl  [Carol]", Said);
    }

    [Fact]
    public void A_line_that_was_changed_is_completed_anew()
    {
        Type("/chat ca");
        Press("Tab");
        Press("Backspace");
        Press("Backspace");
        Type("ol");

        Press("Tab");

        Assert.Equal("/chat Carol", Box);
    }

    [Fact]
    public void What_stands_behind_the_cursor_stays()
    {
        Type("/send ca see you");
        for (var i = 0; i < " see you".Length; i++)
        {
            Press("Left");
        }

        Press("Tab");
        Press("Tab");

        Assert.Equal("/send Carol see you", Box);
        Assert.Equal("/send Carol".Length, _control.State.Selected!.Draft.Cursor);
    }

    [Fact]
    public void Names_that_cannot_be_written_to_are_not_offered()
    {
        Type("/chat eve");

        Press("Tab");

        Assert.Equal("/chat eve", Box);
    }

    [Theory]
    [InlineData("/lo", "Tab: lock  lookup  downloads")]
    [InlineData("/lookup", "/lookup NAME   who somebody is: key, userID, safety number")]
    [InlineData("/receipts ", "/receipts on|off [all]   tell them, or all, what has arrived and is read")]
    [InlineData("/xyzzy", null)]
    [InlineData("//lo", null)]
    [InlineData("lo", null)]
    public void While_a_command_is_typed_the_status_line_says_how_it_can_go_on(string typed, string? expected)
    {
        Type(typed);

        Assert.Equal(expected, Said);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static ChatEvent.Loaded Loaded(string name, long id) => new(
        new StoredChat(name, ContactTrustState.Pinned, false, 1, "", [ScriptedBackend.Theirs(id, "hi", (int)(60 - id))], false));

    private void Press(string name) => _control.Press(new Stroke(name));

    private void Type(string text)
    {
        foreach (var letter in text)
        {
            _control.Press(Stroke.Typed(letter.ToString()));
        }
    }
}
