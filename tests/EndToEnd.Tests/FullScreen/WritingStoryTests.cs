using System.Diagnostics;
using System.Globalization;
using Sdtp.TestKit.Processes;
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

    [Fact]
    public async Task A_program_whose_terminal_goes_without_a_signal_ends_too()
    {
        var note = Folder.File("pid");
        int id;
        await using (var terminal = await Terminal.OpenAsync(100, 30, new Dictionary<string, string> { ["SDTP_HOME"] = Home }, Token))
        {
            // In a session of its own nobody tells it that the window was closed.
            await terminal.EnterAsync($"setsid -w sh -c 'echo $$ > {note}; exec {BuiltProgram.Client} --demo'");
            await terminal.WaitForAsync(screen => screen.Contains("Alice", StringComparison.Ordinal), "the demo", Token);
            id = int.Parse(await File.ReadAllTextAsync(note, Token), CultureInfo.InvariantCulture);
        }

        using var program = Find(id);
        await (program?.WaitForExitAsync(Token) ?? Task.CompletedTask);
    }

    /// <summary>The process, where it has not ended yet.</summary>
    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
