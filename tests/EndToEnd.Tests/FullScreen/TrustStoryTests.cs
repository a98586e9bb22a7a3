using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>
/// A relay that was set up anew on the same address, after its disk was lost: another TLS key, and names that anybody may claim again.
/// </summary>
public sealed class TrustStoryTests : Story
{
    [Fact]
    public async Task A_relay_with_another_key_is_told_in_a_box_and_taken_up_with_the_address_that_its_operator_gives()
    {
        await using var relay = await StartRelayAsync();
        await using var bob = await JoinAsync(relay, "Bob");
        await using (var alice = await JoinAsync(relay, "Alice"))
        {
            await alice.OpenChatAsync("Bob");
            var trusted = relay.Address.Split('#')[1];
            await SetUpAnewAsync(relay);

            await alice.ShowsAsync("The relay's identity has changed");
            var box = await alice.ShowsAsync("Esc closes");
            await alice.CloseBoxAsync("Ask its operator");
            await alice.SendAsync("for later");
            await alice.ShowsAsync("1 waiting");
            await alice.ShowsAsync("stopped: The relay's identity has changed");
            await alice.LeaveAsync();

            var shown = string.Concat(box.Where(letter => !char.IsWhiteSpace(letter) && letter != '\u2502'));
            Assert.Contains(trusted, shown, StringComparison.Ordinal);
            Assert.Contains(relay.Address.Split('#')[1], shown, StringComparison.Ordinal);
            Assert.Contains("Ask its operator", box, StringComparison.Ordinal);
        }

        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await again.ShowsAsync("for later");
        await again.ShowsAsync("is not the one it was");
        await again.CloseBoxAsync("is not the one it was");
        await again.ShowsAsync("connected to");
    }

    [Fact]
    public async Task A_fingerprint_that_does_not_fit_at_the_first_start_is_said_in_the_dialog()
    {
        await using var relay = await StartRelayAsync();
        var wrong = relay.Address[..^1] + (relay.Address[^1] == '0' ? '1' : '0');
        await using var alice = await ChatTerminal.StartAsync(Home, "Alice", wrong, Token, "--no-passphrase");
        await alice.ShowsAsync("Welcome to SDTP");

        await alice.PressAsync("Enter", "Enter");
        var refused = await alice.ShowsAsync("shows another key");
        await alice.PressAsync("C-u");
        await alice.TypeAsync(relay.Address);
        await alice.PressAsync("Enter");

        await alice.ShowsAsync("You are Alice");
        Assert.DoesNotContain("HAS CHANGED", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_whose_key_has_changed_gets_nothing_until_the_new_one_is_accepted()
    {
        await using var meeting = await MeetAsync();
        var (relay, alice, bob) = (meeting.Relay, meeting.Alice, meeting.Bob);
        await alice.SendAsync("to the old key");
        await bob.ShowsAsync("to the old key");
        await alice.LeaveAsync();
        await bob.LeaveAsync();
        await SetUpAnewAsync(relay);
        await using var newBob = await ChatTerminal.JoinAsync(Folder.File("new machine"), "Bob", relay.Address, Token);
        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await again.ShowsAsync("is not the one it was");
        await again.CloseBoxAsync("is not the one it was");
        await again.ShowsAsync("connected to");

        await again.SendAsync("only for Bob");
        await again.ShowsAsync("The key of Bob has changed");
        await again.TypeAsync("a");
        await again.CloseBoxAsync("/accept Bob shows this again");
        await again.ShowsAsync("KEY CHANGED, sending stopped");
        await again.CommandAsync("and neither is this");
        await again.ShowsAsync("Not sent: the key of Bob has changed.");
        await again.PressAsync("C-u");
        await again.CommandAsync("/accept");
        await again.ShowsAsync("a: accept the new key");
        var before = await newBob.ScreenAsync();
        await again.PressAsync("a");
        await again.ShowsAsync("Accepted.");
        await again.PressAsync("C-r");

        await newBob.ShowsAsync("only for Bob");
        await again.MarksAsync("only for Bob", Accepted);
        Assert.DoesNotContain("only for Bob", before, StringComparison.Ordinal);
    }

    /// <summary>What an operator does who has no backup.</summary>
    private async Task SetUpAnewAsync(RelayProcess relay)
    {
        await relay.KillAsync();
        Directory.Delete(RelayData, recursive: true);
        await relay.StartAgainAsync(Token);
    }
}
