using System.Text;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>Stopping files and finding them again, between the real programs in real terminals.</summary>
public sealed class FileHandlingStoryTests : Story
{
    private const int TextsSince = 400;
    private const int MailboxBytes = 16 * 1_024 * 1_024;
    private const int FileBytes = 8 * 1_024 * 1_024;

    [Fact]
    public async Task A_file_is_stopped_while_the_relay_is_away_and_the_half_of_it_by_a_click_at_the_other_end()
    {
        var source = Folder.File("half.bin");
        await File.WriteAllBytesAsync(source, new byte[FileBytes], Token);
        await using var relay = await RelayProcess.StartAsync(RelayData, Token, ["--mailbox-bytes", $"{MailboxBytes}"]);
        await using (var absent = await JoinAsync(relay, "Bob"))
        {
            await absent.LeaveAsync();
        }

        // It does not fit: so much is certain to be left when it is stopped.
        await using var alice = await JoinAsync(relay, "Alice");
        await alice.OpenChatAsync("Bob");
        await alice.CommandAsync($"/file {source}");
        await alice.ShowsAsync("paused, their mailbox is full");
        await relay.KillAsync();
        await alice.ShowsAsync("offline");
        await alice.CommandAsync("/cancel");
        await alice.ShowsAsync("Stop sending this file?");
        await alice.PressAsync("y");
        await alice.ShowsAsync("cancelled");
        await alice.SendAsync("behind the file");
        await relay.StartAgainAsync(Token);
        await alice.MarksAsync("behind the file", Accepted);
        await alice.LeaveAsync();
        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, Token);
        await again.ShowsAsync("connected to");
        Assert.DoesNotContain("waiting", await again.ShowsAsync("cancelled"), StringComparison.Ordinal);

        await using var bob = await ChatTerminal.StartAsync(Home, "Bob", relay.Address, Token);
        await bob.ShowsAsync("connected to");
        await bob.OpenChatAsync("Alice");
        await bob.ShowsAsync("behind the file");
        await bob.ShowsAsync("receiving");
        await bob.ClickAsync("receiving");
        await bob.ShowsAsync("Stop receiving this file?");
        await bob.PressAsync("y");
        await bob.ShowsAsync("discarded");
        await again.ShowsAsync(screen => Line(screen, "behind the file").EndsWith(Read, StringComparison.Ordinal), "that it was read");
    }

    [Fact]
    public async Task Every_file_that_waits_is_offered_after_a_restart_however_much_was_said_since()
    {
        await using var relay = await StartRelayAsync();
        await using (var bob = await JoinAsync(relay, "Bob"))
        {
            using var carol = new WirePerson("Carol");
            await using var connection = await carol.RegisterAsync(relay.Address, Token);
            var to = await connection.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(Username.Parse("Bob")), Token);
            await SendAsync(PartOf("first.txt"));
            await SendAsync(PartOf("second.txt"));
            for (var i = 1; i <= TextsSince; i++)
            {
                await SendAsync((ContentType.Text, Encoding.UTF8.GetBytes($"text {i} of many")));
            }

            await bob.ShowsAsync("Carol (unverified");
            await bob.ShowsAsync($"text {TextsSince} of many");
            await bob.LeaveAsync();

            Task SendAsync((ContentType Type, byte[] Content) said) => connection.RequestAsync<SendRequest, SendReply>(
                new SendRequest(1, carol.Seal(to, said.Type, said.Content)), Token);
        }

        await using var later = await ChatTerminal.StartAsync(Home, "Bob", relay.Address, Token);
        await later.ShowsAsync("connected to");
        await later.PressAsync("C-n");
        await later.ShowsAsync($"text {TextsSince} of many");
        await later.CommandAsync($"/downloads {Folder.File("downloads")}");
        await later.ShowsAsync("Files are saved to");
        await later.CommandAsync("/save");
        Assert.Contains("first.txt", await later.ShowsAsync("Save which file?"), StringComparison.Ordinal);
        await later.TypeAsync("first");
        await later.ShowsAsync(screen => !screen.Contains("second.txt", StringComparison.Ordinal), "only the file that is meant");
        await later.PressAsync("Enter");
        await later.ShowsAsync("Save this file?");
        await later.PressAsync("Enter");
        await later.ShowsAsync("Saved to");

        // The other is the only one left: no choice, and Enter alone does.
        await later.PressAsync("Enter");
        Assert.Contains("second.txt", await later.ShowsAsync("Save this file?"), StringComparison.Ordinal);
        Assert.Equal("first.txt", await File.ReadAllTextAsync(Path.Combine(Folder.File("downloads"), "first.txt"), Token));
    }

    private static (ContentType Type, byte[] Content) PartOf(string name)
    {
        var file = Encoding.UTF8.GetBytes(name);
        var manifest = new FileManifest(TransferId.New(), FileHash.Of(file), file.Length, name);
        return (ContentType.FilePart, FilePartContent.Encode(manifest, 0, file));
    }
}
