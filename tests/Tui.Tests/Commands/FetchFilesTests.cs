using System.Text.Json;
using Sdtp.Client;
using Sdtp.TestKit;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Commands;

/// <summary><c>fetch --save-files</c>.</summary>
public sealed class FetchFilesTests : IAsyncDisposable
{
    private static readonly Sender Bob = new(Protocol.Identifiers.UserId.Of(People.Key), People.Bob, SenderTrust.Pinned);
    private static readonly Sender Stranger = new(People.OldBob, People.Bob, SenderTrust.Unverified);

    private readonly FakeChat _chat = new();
    private readonly ScriptedTerminal _terminal = new();

    public FetchFilesTests() => _chat.FileShelf.Strangers.Add(Stranger.UserId);

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public async Task Nothing_is_saved_where_nobody_has_asked_for_it()
    {
        _chat.Pages.Enqueue([People.Message(new FileContent("notes.txt", 5, FileState.Waiting), Bob)]);
        _chat.FileShelf.Add(3, "notes.txt");

        Assert.Equal(ExitCode.Ok, await RunAsync("fetch"));

        Assert.Equal(
            "[13:03:44] Bob sends a file, notes.txt (5 bytes): fetch --save-files DIR, the shell or the full-screen chat saves it\n",
            _terminal.Screen);
        Assert.Empty(_chat.FileShelf.Saved);
    }

    [Fact]
    public async Task What_waits_of_contacts_is_saved_whenever_it_came_and_nothing_of_strangers()
    {
        _chat.Pages.Enqueue([People.Message(new FileContent("theirs", 5, FileState.Waiting), Stranger)]);
        _chat.FileShelf.Add(3, "../../old.txt");
        _chat.FileShelf.OfStrangers.Add(_chat.FileShelf.Add(4, "theirs", "Bob (unverified b0b0b0b0)").Id);

        Assert.Equal(ExitCode.Ok, await RunAsync("fetch", "--save-files", "/in"));

        Assert.Equal(["/in/old.txt"], _chat.FileShelf.Saved);
        Assert.EndsWith(
            "theirs (5 bytes): not saved, since they are no contact: the shell or the full-screen chat can\n"
            + "[saved] old.txt (5 bytes) from Bob: /in/old.txt\n",
            _terminal.Screen,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_saves_what_waits_what_comes_whole_and_what_becomes_whole_later()
    {
        _chat.FileShelf.Add(3, "old");
        _chat.Pages.Enqueue(
        [
            People.Message(new FileContent("small", 5, FileState.Waiting), Bob),
            People.Message(new FileContent("theirs", 5, FileState.Waiting), Stranger),
            People.Message(new FileContent("large", 5, FileState.Receiving), Bob),
        ]);
        _chat.AfterReceive = () => _chat.FileShelf.Arrive(9, "large");

        await RunAsync("fetch", "--follow", "--json", "--save-files", "/in");
        _chat.FileShelf.Arrive(10, "too late");

        Assert.Equal(["/in/old", "/in/small", "/in/large"], _chat.FileShelf.Saved);
        var lines = _terminal.Screen.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            ["saved", "file", "saved", "file", "file", "saved"],
            lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal("""{"kind":"saved","from":"Bob","name":"large","sizeBytes":5,"path":"/in/large"}""", lines[^1].GetRawText());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_and_is_not_success()
    {
        _chat.FileShelf.Add(3, "notes.txt");
        _chat.FileShelf.Refusal = "Nothing was saved to /in: the disk is full";

        Assert.Equal(ExitCode.Unexpected, await RunAsync("fetch", "--save-files", "/in"));

        Assert.StartsWith(
            "sdtp: Nothing was saved to /in: the disk is full\nsdtp: not all files", _terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused_before_anything_is_fetched()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("taken"), "", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, await RunAsync("fetch", "--save-files", folder.File("taken")));

        Assert.Empty(_chat.Calls);
    }

    private Task<ExitCode> RunAsync(params string[] args) => CommandTree.RunAsync(
        args,
        new CommandContext(_terminal, new FakeSessions(_chat), new FakeIdentities(), FixedClock.Create()),
        TestContext.Current.CancellationToken);
}
