using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Control;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Screens;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Tests.Scripted;
using Terminal.Gui.Input;
using Xunit;

namespace Sdtp.Tui.Tests.Chat.Screens;

/// <summary>Every box that the chat can lay over itself, as it is drawn at each size.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class ChatDialogTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private HeadlessScreen? _drawn;
    private ChatScreen? _screen;
    private ChatControl? _control;

    public static TheoryData<int, int> Sizes => HeadlessScreen.Sizes;

    private HeadlessScreen Drawn => _drawn!;

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_palette_finds_a_chat_and_shows_where_one_types(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.K.WithCtrl);
        Drawn.Type("yk");

        var box = Drawn.Box("Go to");

        Assert.Equal("> yk", box[0]);
        Assert.StartsWith(" Yuki", box[1], StringComparison.Ordinal);
        AssertCursorBehind("> yk");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Help_shows_every_key_and_command_to_whoever_scrolls(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.F1);

        var all = Scrolled("Keys and commands", "Esc closes");

        var wanted = _control!.Keys.Live.Select(binding => binding.Key).Concat(SlashLine.Commands.Select(command => $"/{command.Name}"));
        Assert.All(wanted, name => Assert.Contains(all, line => line.StartsWith(name, StringComparison.Ordinal)));
        Assert.Contains(all, line => line.Contains("they have seen it", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_search_marks_the_hit_and_says_how_to_go_on(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.CursorDown.WithAlt, Key.Enter, Key.F.WithCtrl);
        var empty = Drawn.Box("/search");
        Drawn.Type("pulled");
        var typed = Drawn.Box("/search");
        AssertCursorBehind("pulled");
        Drawn.Press(Key.Enter);

        var lines = Drawn.Draw();

        Assert.Contains("TEXT", empty);
        Assert.Contains(" pulled", typed);
        Assert.Contains(lines[1..^2], line => line.Contains("pulled", StringComparison.Ordinal));
        Assert.StartsWith(" n older, N newer, Esc ends: \u201Cpulled\u201D", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_changed_key_shows_both_identities_and_the_number_beside_the_choice(int columns, int rows)
    {
        Begin(columns, rows);
        var card = DemoScript.Card("Mallory") with { Trust = ContactTrustState.KeyChanged, PinnedUserId = People.OldBob };
        Apply(new ChatEvent.Found(card, LookupPurpose.AcceptKey));

        var first = string.Join(' ', Drawn.Box("The key of Mallory has changed"));
        var all = string.Join(' ', Scrolled("The key of Mallory has changed", "a: accept the new key"));

        Assert.Contains(card.UserId.ToShortString(), first, StringComparison.Ordinal);
        Assert.Contains(People.OldBob.ToShortString(), first, StringComparison.Ordinal);
        Assert.All(card.SafetyNumber.Split(' '), group => Assert.Contains(group, first, StringComparison.Ordinal));
        Assert.Contains("a: accept the new key", first, StringComparison.Ordinal);
        Assert.Contains("somebody stands in between.", all, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_digits_to_compare_are_in_view_with_the_question(int columns, int rows)
    {
        Begin(columns, rows);
        var card = DemoScript.Card("Alice");
        Apply(new ChatEvent.Found(card, LookupPurpose.Verify));

        var box = string.Join(' ', Drawn.Box("Compare with Alice"));

        Assert.All(card.SafetyNumber.Split(' '), group => Assert.Contains(group, box, StringComparison.Ordinal));
        Assert.Contains("y: the numbers are the same", box, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Numbers_that_differ_are_followed_by_what_that_means(int columns, int rows)
    {
        Begin(columns, rows);
        Apply(new ChatEvent.Found(DemoScript.Card("Alice"), LookupPurpose.Verify));
        Drawn.Press(Key.D);

        var text = string.Join(' ', Scrolled("The numbers differ", "Esc closes"));

        Assert.Contains("Do not send anything private.", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_lookup_shows_who_somebody_is(int columns, int rows)
    {
        Begin(columns, rows);
        var card = DemoScript.Card("Alice");
        Apply(new ChatEvent.Found(card, LookupPurpose.Show));

        var all = Scrolled("Alice", "c: chat");

        Assert.Contains(card.UserId.ToString(), string.Concat(all.Select(line => line.Trim())), StringComparison.Ordinal);
        Assert.Contains(all, line => line.Contains(card.SafetyNumber.Split(' ')[^1], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Export_asks_for_a_file_and_the_answer_is_in_the_status_line(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.CursorDown.WithAlt, Key.Enter, Key.K.WithCtrl);
        Drawn.Type("/export");
        Drawn.Press(Key.Enter);
        var box = Drawn.Box("/export");
        Drawn.Type("talk.md");
        Drawn.Press(Key.Enter);
        Apply(new ChatEvent.Told("4 messages written"));

        Assert.Contains("FILE", box);
        Assert.Equal(new ChatRequest.Export("Alice", "talk.md"), _backend.Asked[^1]);
        Assert.StartsWith(" 4 messages written", Drawn.Draw()[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Deleting_asks_first_and_the_chat_is_gone_afterwards(int columns, int rows)
    {
        Begin(columns, rows);
        Drawn.Press(Key.CursorDown.WithAlt, Key.Enter);
        Drawn.Type("/delete");
        Drawn.Press(Key.Enter);
        var box = string.Join(' ', Drawn.Box("Delete the chat with Alice?"));
        Drawn.Press(Key.Y);
        var deleting = Drawn.Draw()[^1];
        Apply(new ChatEvent.Deleted("Alice"));

        var after = Drawn.Draw();

        Assert.Contains("cannot be brought back", box, StringComparison.Ordinal);
        Assert.Contains("y: delete", box, StringComparison.Ordinal);
        Assert.StartsWith(" Deleting the chat with Alice", deleting, StringComparison.Ordinal);
        Assert.Equal(new ChatRequest.Delete("Alice"), _backend.Asked[^1]);
        Assert.DoesNotContain(after, line => line.Contains("Alice", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_warning_of_the_connection_can_be_read_to_its_end(int columns, int rows)
    {
        Begin(columns, rows);
        Apply(new ChatEvent.Warned("The relay's identity has changed", string.Join(' ', Enumerable.Range(1, 120).Select(i => $"word{i}"))));

        var text = string.Join(' ', Scrolled("The relay's identity has changed", "Esc closes"));

        Assert.Contains("word120", text, StringComparison.Ordinal);
        Drawn.Press(Key.Esc);
        Assert.Null(_control!.Overlay);
    }

    public async ValueTask DisposeAsync()
    {
        _drawn?.Dispose();
        await _backend.DisposeAsync();
    }

    private void Begin(int columns, int rows)
    {
        var clock = FixedClock.Create();
        _control = new ChatControl(_backend, clock);
        _screen = new ChatScreen(_control, clock, lockAfter: null);
        _drawn = new HeadlessScreen(_screen, columns, rows);
        Apply([.. new DemoScript(clock).Chats().Select(chat => new ChatEvent.Loaded(chat)), new ChatEvent.Ready()]);
    }

    private void Apply(params ChatEvent[] happened) => _screen!.Apply(happened);

    /// <summary>
    /// All lines of a box, page by page. On each page the keys that answer are in view, and a page that is not the last one says so.
    /// </summary>
    private List<string> Scrolled(string title, string keys)
    {
        var all = new List<string>();
        while (true)
        {
            var page = Drawn.Box(title);
            all.AddRange(page);
            Assert.Contains(page, line => line.Contains(keys, StringComparison.Ordinal));
            if (!page[^1].Contains("\u2193 more", StringComparison.Ordinal))
            {
                return all;
            }

            Drawn.Press(Key.PageDown);
        }
    }

    private void AssertCursorBehind(string text)
    {
        var lines = Drawn.Draw();
        var at = Assert.NotNull(Drawn.Cursor);
        Assert.EndsWith(text, lines[at.Y][..at.X], StringComparison.Ordinal);
    }
}
