using Sdtp.Client;
using Sdtp.Tui.Shell;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Shell;

/// <summary>SAVE, and what FETCH says of files.</summary>
public sealed class ShellFilesTests : IAsyncDisposable
{
    private static readonly Sender Bob = new(Protocol.Identifiers.UserId.Of(People.Key), People.Bob, SenderTrust.Pinned);

    private readonly FakeChat _chat = new();

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public async Task A_file_is_told_about_when_it_begins_and_when_it_is_whole_and_is_written_when_that_is_asked_for()
    {
        _chat.Pages.Enqueue([People.Message(new FileContent("../../x", 5, FileState.Receiving), Bob)]);
        _chat.BeforeFetch = _ =>
        {
            if (_chat.Calls.Count(call => call == "fetch") == 2)
            {
                _chat.FileShelf.Add(17, "../../x");
            }

            return Task.CompletedTask;
        };

        var screen = await RunAsync("FETCH", "FETCH", "FETCH", "SAVE", "SAVE 17 /else where", "SAVE");

        Assert.Equal(
            """
            >> FETCH
            [13:03:44] Bob sends a file, x (5 bytes): FETCH brings the rest of it
            >> FETCH
            [file 17] x (5 bytes) from Bob is here: SAVE 17 writes it to /downloads
            >> FETCH
            no new messages
            >> SAVE
            [file 17] x (5 bytes) from Bob
            SAVE <number> writes one to /downloads, SAVE <number> <folder> elsewhere.
            >> SAVE 17 /else where
            [saved] x (5 bytes) from Bob: /else where/x
            >> SAVE
            no files wait here

            """,
            screen);
    }

    [Fact]
    public async Task A_file_goes_to_the_folder_for_downloads_where_no_other_is_named()
    {
        _chat.FileShelf.Add(3, "notes.txt");

        await RunAsync("save 3");

        Assert.Equal(["/downloads/notes.txt"], _chat.FileShelf.Saved);
    }

    [Fact]
    public async Task Saving_needs_no_relay()
    {
        _chat.HasFailed = true;
        _chat.FileShelf.Add(3, "notes.txt");

        await RunAsync("SAVE", "SAVE 3");

        Assert.DoesNotContain("reconnect", _chat.Calls);
    }

    [Theory]
    [InlineData("SAVE 4", "sdtp: no file 4 waits here\nhint: SAVE alone lists them\n")]
    [InlineData("SAVE notes", "sdtp: 'notes' is not the number of a file\nhint: SAVE alone lists them\n")]
    [InlineData("SAVE -3", "sdtp: '-3' is not the number of a file\nhint: SAVE alone lists them\n")]
    [InlineData("SAVE 3", "sdtp: the disk is full\nhint: it still waits: name another folder, SAVE <number> <folder>\n")]
    public async Task What_cannot_be_saved_is_told_with_a_hint(string typed, string told)
    {
        _chat.FileShelf.Add(3, "notes.txt");
        _chat.FileShelf.Refusal = "the disk is full";
        var terminal = new ScriptedTerminal(typed);

        await new ShellLoop(terminal, _chat, FixedClock.Create()).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(told, terminal.Errors);
    }

    /// <summary>Types lines; what is shown between the greeting and the farewell.</summary>
    private async Task<string> RunAsync(params string[] lines)
    {
        var terminal = new ScriptedTerminal([.. lines, "EXIT"]);
        await new ShellLoop(terminal, _chat, FixedClock.Create()).RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(terminal.Errors);
        var shown = terminal.Screen.IndexOf(">> ", StringComparison.Ordinal);
        return terminal.Screen[shown..terminal.Screen.LastIndexOf(">> EXIT", StringComparison.Ordinal)];
    }
}
