using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>What a person types and pastes arrives as it was meant, however the terminal cuts it up.</summary>
public sealed class WritingStoryTests : Story
{
    /// <summary>More bytes than the library reads at once, so that characters lie across its reads.</summary>
    private static readonly string Wide = "a" + string.Concat(Enumerable.Repeat("\u6F22\u5B57", 150)) + "z";

    [Fact]
    public async Task Wide_text_that_is_pasted_and_letters_right_behind_alt_enter_are_all_there()
    {
        await using var meeting = await MeetAsync();
        var (alice, bob) = (meeting.Alice, meeting.Bob);

        await alice.PasteAsync(Wide);
        await alice.ShowsAsync("z");
        await alice.TypeAsync("\u001B\rsecond line");
        var written = await alice.ShowsAsync("second line");
        await alice.PressAsync("Enter");
        var screen = await bob.ShowsAsync("second line");

        Assert.DoesNotContain("\uFFFD", written + screen, StringComparison.Ordinal);
        var messages = string.Concat(screen.Split('\n').Select(line => line.Split('\u2502')[^1]));
        Assert.Equal(150, messages.Split("\u6F22").Length - 1);
    }

    [Fact]
    public async Task A_program_that_is_asked_to_end_leaves_the_terminal_clean_and_keeps_the_draft()
    {
        await using var meeting = await MeetAsync();
        await meeting.Alice.SendAsync("for nobody else to read");
        await meeting.Alice.TypeAsync("half a thou");
        await meeting.Alice.ShowsAsync("> half a thou");

        await meeting.Alice.TerminateAsync();

        await meeting.Alice.ShowsAsync(screen => screen.Trim() is "$", "the shell again, and nothing else");
        await using var again = await ChatTerminal.StartAsync(Home, "Alice", meeting.Relay.Address, Token);
        await again.ShowsAsync("> half a thou");
    }
}
