using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>The stories that a newcomer lives through, with the real program in real terminals.</summary>
public sealed class ChatStoryTests : Story
{
    [Fact]
    public async Task A_first_run_registers_and_a_later_one_asks_the_passphrase_only()
    {
        await using var relay = await StartRelayAsync();
        await using var first = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await first.WelcomeAsync();
        await first.ShowsAsync("You are Alice");
        await first.LeaveAsync();

        await using var later = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        var dialog = await later.ShowsAsync("Type the passphrase of Alice.");
        await later.TypeAsync(ChatTerminal.Passphrase);
        await later.PressAsync("Enter");

        Assert.DoesNotContain("Server", dialog, StringComparison.Ordinal);
        await later.ShowsAsync("connected to");
    }

    [Fact]
    public async Task A_taken_name_and_a_relay_that_is_away_are_said_in_the_dialog()
    {
        await using var relay = await StartRelayAsync();
        await using var alice = await JoinAsync(relay, "Alice");
        await using var other = await ChatTerminal.StartAsync(Folder.File("other"), "Alice", relay.Address, Token, "--no-passphrase");
        await other.ShowsAsync("Welcome to SDTP");

        await other.PressAsync("Enter", "Enter");
        await other.ShowsAsync("'Alice' is taken by somebody else.");
        await relay.KillAsync();
        await other.PressAsync("End");
        await other.TypeAsync("2");
        await other.PressAsync("Enter", "Enter");

        await other.ShowsAsync("No relay answers at");
    }

    [Fact]
    public async Task Two_people_meet_and_chat_and_nothing_of_it_is_readable_on_their_disks()
    {
        await using var meeting = await MeetAsync();
        var (alice, bob) = (meeting.Alice, meeting.Bob);

        await alice.SendAsync("the zebrafish swims");
        await alice.MarksAsync("the zebrafish swims", Accepted);
        await bob.ShowsAsync("the zebrafish swims");
        await bob.SendAsync("and the okapi sings");
        await alice.ShowsAsync("and the okapi sings");
        await alice.PasteAsync("one\ntwo\nthree");
        await alice.ShowsAsync("> one");
        await alice.PressAsync("Enter");
        await bob.ShowsAsync("three");

        Assert.Empty(FilesWith("zebrafish").Concat(FilesWith("okapi")));
    }

    [Fact]
    public async Task A_message_is_marked_as_delivered_and_as_read_when_the_other_side_looks()
    {
        await using var relay = await StartRelayAsync();
        await using var alice = await JoinAsync(relay, "Alice");
        await using var carol = await JoinAsync(relay, "Carol");
        await using var bob = await JoinAsync(relay, "Bob");
        await alice.OpenChatAsync("Bob");
        await bob.OpenChatAsync("Alice");
        await bob.OpenChatAsync("Carol");

        await alice.SendAsync("have you seen this");
        await alice.MarksAsync("have you seen this", Delivered);
        await bob.OpenChatAsync("Alice");
        await alice.MarksAsync("have you seen this", Read);

        await bob.CommandAsync("/receipts off");
        await bob.ShowsAsync("Receipts are off");
        await alice.SendAsync("and this");
        await bob.ShowsAsync("and this");
        await bob.CommandAsync("/receipts on");
        await bob.ShowsAsync("Receipts are on");
        await alice.SendAsync("but this again");
        var screen = await alice.MarksAsync("but this again", Read);

        Assert.EndsWith($" {Accepted}", Line(screen, "and this"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_while_the_relay_is_down_waits_in_order_and_arrives_when_it_is_back()
    {
        await using var meeting = await MeetAsync();
        var (relay, alice, bob) = (meeting.Relay, meeting.Alice, meeting.Bob);
        await alice.SendAsync("before");
        await alice.MarksAsync("before", Accepted);

        await relay.KillAsync();
        await alice.ShowsAsync("offline");
        await alice.SendAsync("first while away");
        await alice.SendAsync("second while away");
        await alice.ShowsAsync("2 waiting");
        await relay.StartAgainAsync(Token);

        await alice.MarksAsync("second while away", Accepted);
        var screen = await bob.ShowsAsync("second while away");
        var (one, two) = (Last(screen, "first while"), Last(screen, "second while"));
        Assert.InRange(one, 0, two - 1);
    }

    [Fact]
    public async Task What_waits_survives_the_program_and_a_restart_shows_it()
    {
        await using var relay = await StartRelayAsync();
        await using var bob = await JoinAsync(relay, "Bob");
        await using (var alice = await JoinAsync(relay, "Alice"))
        {
            await alice.OpenChatAsync("Bob");
            await relay.KillAsync();
            await alice.ShowsAsync("offline");
            await alice.SendAsync("kept over night");
            await alice.ShowsAsync("1 waiting");
            await alice.LeaveAsync();
        }

        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await again.ShowsAsync("kept over night");
        await again.ShowsAsync("1 waiting");
        await relay.StartAgainAsync(Token);

        await bob.ShowsAsync("kept over night");
    }

    [Fact]
    public async Task A_window_that_shrinks_folds_to_one_pane_and_opens_again()
    {
        await using var meeting = await MeetAsync();
        var alice = meeting.Alice;
        await alice.SendAsync("still here");

        await alice.ResizeAsync(40, 12);
        var folded = await alice.ShowsAsync(
            screen => screen.StartsWith('\u2039') && screen.Contains("still here", StringComparison.Ordinal), "one pane");
        await alice.ResizeAsync(120, 40);
        var wide = await alice.ShowsAsync(
            screen => screen.Contains(" Chats", StringComparison.Ordinal) && screen.Contains("still here", StringComparison.Ordinal),
            "both panes");

        Assert.DoesNotContain("Chats", folded, StringComparison.Ordinal);
        Assert.Contains("\u2502Bob", wide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_clears_the_screen_and_only_the_passphrase_brings_it_back()
    {
        await using var relay = await StartRelayAsync();
        await using var bob = await JoinAsync(relay, "Bob");
        await using var alice = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await alice.WelcomeAsync();
        await alice.ShowsAsync("connected to");
        await alice.OpenChatAsync("Bob");
        await alice.SendAsync("not for other eyes");

        await alice.PressAsync("C-l");
        var locked = await alice.ShowsAsync("Unlock Alice");
        await alice.TypeAsync("a guess");
        await alice.PressAsync("Enter");
        var refused = await alice.ShowsAsync("That is not the passphrase.");
        await alice.TypeAsync(ChatTerminal.Passphrase);
        await alice.PressAsync("Enter");

        await alice.ShowsAsync("not for other eyes");
        Assert.All([locked, refused], screen => Assert.DoesNotContain("not for", screen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_search_goes_through_the_hits_with_single_letters()
    {
        await using var meeting = await MeetAsync();
        var alice = meeting.Alice;
        await alice.SendAsync("the old needle");
        for (var i = 0; i < 30; i++)
        {
            await alice.SendAsync($"hay number {i}");
        }

        await alice.SendAsync("the new needle");
        await alice.CommandAsync("/search needle");
        await alice.ShowsAsync("n older, N newer");
        await alice.PressAsync("n");
        await alice.ShowsAsync(
            screen => screen.Contains("the old needle", StringComparison.Ordinal)
                && !screen.Contains("hay number 29", StringComparison.Ordinal),
            "the old hit");
        await alice.PressAsync("N");

        await alice.ShowsAsync("hay number 29");
    }

    /// <summary>The sidebar, on the left and above, shows the newest text as well.</summary>
    private static int Last(string screen, string text) => screen.LastIndexOf(text, StringComparison.Ordinal);
}
