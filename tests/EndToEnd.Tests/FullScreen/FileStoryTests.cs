using System.Security.Cryptography;
using System.Text;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.FullScreen;

/// <summary>Files between the real programs in real terminals.</summary>
public sealed class FileStoryTests : IDisposable
{
    private const int Lines = 100_000;

    /// <summary>Long enough not to stand by chance in megabytes of ciphertext.</summary>
    private const string Marker = "the okapi sings";

    private const int MailboxBytes = 16 * 1_024 * 1_024;
    private const string Accepted = "\u2713";

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_outlives_the_relay_is_saved_after_asking_and_nothing_of_it_is_readable_elsewhere()
    {
        Directory.CreateDirectory(_folder.File("outbox"));
        var source = Path.Combine(_folder.File("outbox"), "my zebrafish.txt");
        await File.WriteAllTextAsync(source, Text(), _token);
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token, ["--mailbox-bytes", $"{MailboxBytes}"]);
        await using (var absent = await ChatTerminal.JoinAsync(Home, "Bob", relay.Address, _token))
        {
            await absent.PressAsync("C-q");
            await absent.ShowsAsync(screen => screen.Trim() is "$" or "", "the shell again");
        }

        await using var alice = await ChatTerminal.JoinAsync(Home, "Alice", relay.Address, _token);
        await alice.OpenChatAsync("Bob");

        // It does not fit: so much is certain to be left when the relay is killed.
        await alice.TypeAsync($"/file '{source}'");
        await alice.PressAsync("Enter");
        await alice.ShowsAsync("paused, their mailbox is full");
        await alice.SendAsync("a text goes by");
        await alice.MarksAsync("a text goes by", Accepted);
        await relay.KillAsync();
        await alice.ShowsAsync("offline");
        Assert.Empty(FilesWith(Marker, Home));
        await relay.StartAgainAsync(_token);

        await using var bob = await ChatTerminal.StartAsync(Home, "Bob", relay.Address, _token);
        await bob.ShowsAsync("connected to");
        await bob.OpenChatAsync("Alice");
        await bob.ShowsAsync("my zebrafish.txt");
        await relay.KillAsync();
        await relay.StartAgainAsync(_token);
        await bob.TypeAsync($"/downloads {Downloads}");
        await bob.PressAsync("Enter");
        await bob.ShowsAsync("Files are saved to");

        await alice.MarksAsync("my zebrafish.txt", Accepted);
        await bob.ShowsAsync("waiting: Enter or /save saves it");
        Assert.Empty(FilesWith(Marker, Home).Concat(FilesWith("zebrafish", Home)));
        Assert.False(Directory.Exists(Downloads));
        await bob.PressAsync("Enter");
        var question = await bob.ShowsAsync("Save this file?");
        Assert.Contains("Alice", question, StringComparison.Ordinal);
        await bob.PressAsync("Enter");
        await bob.ShowsAsync("Saved to");

        Assert.Equal(await HashAsync(source), await HashAsync(Path.Combine(Downloads, "my zebrafish.txt")));
        Assert.Empty(FilesWith(Marker, Home).Concat(FilesWith("zebrafish", Home)).Concat(FilesWith(Marker, _folder.File("data"))));
    }

    [Fact]
    public async Task A_file_is_sent_by_the_dialog_while_the_relay_is_away_and_after_a_restart_of_the_program()
    {
        Directory.CreateDirectory(_folder.File("outbox"));
        await File.WriteAllTextAsync(Path.Combine(_folder.File("outbox"), "notes.txt"), Marker, _token);
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await using var bob = await ChatTerminal.JoinAsync(Home, "Bob", relay.Address, _token);
        await using (var alice = await ChatTerminal.JoinAsync(Home, "Alice", relay.Address, _token))
        {
            await alice.OpenChatAsync("Bob");
            await relay.KillAsync();
            await alice.ShowsAsync("offline");
            await alice.TypeAsync("/file");
            await alice.PressAsync("Enter");
            await alice.ShowsAsync("Send a file to Bob");
            await alice.PressAsync("C-u");
            await alice.TypeAsync(_folder.File("outbox") + "/no");
            await alice.ShowsAsync(
                screen => screen.Contains("outbox/no", StringComparison.Ordinal) && screen.Contains("notes.txt", StringComparison.Ordinal),
                "the file in the folder");
            await alice.PressAsync("Enter");
            await alice.ShowsAsync("waits to be sent");
            await alice.PressAsync("C-q");
            await alice.ShowsAsync(screen => screen.Trim() is "$" or "", "the shell again");
        }

        File.Delete(Path.Combine(_folder.File("outbox"), "notes.txt"));
        await relay.StartAgainAsync(_token);
        await using var again = await ChatTerminal.StartAsync(Home, "Alice", relay.Address, _token);

        await again.MarksAsync("notes.txt", Accepted);
        await bob.ShowsAsync("notes.txt");
        Assert.Empty(FilesWith(Marker, _folder.Path));
    }

    [Fact]
    public async Task A_stranger_who_names_a_file_to_climb_out_and_to_command_the_terminal_gets_neither()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await using var bob = await ChatTerminal.JoinAsync(Home, "Bob", relay.Address, _token);
        using var mallory = new WirePerson("Mallory");
        await using var connection = await mallory.RegisterAsync(relay.Address, _token);
        var lookup = LookupRequest.For(Username.Parse("Bob"));
        var to = await connection.RequestAsync<LookupRequest, LookupReply>(lookup, _token);
        var file = Encoding.UTF8.GetBytes(Marker);
        var manifest = new FileManifest(TransferId.New(), FileHash.Of(file), file.Length, "..\\../../x\u001B]0;pwned\a\u202Egnp.exe");
        var part = mallory.Seal(to, ContentType.FilePart, FilePartContent.Encode(manifest, 0, file));
        await connection.RequestAsync<SendRequest, SendReply>(new SendRequest(1, part), _token);

        await bob.ShowsAsync("Mallory (unverified");
        await bob.PressAsync("M-Down");
        await bob.ShowsAsync("waiting: Enter or /save saves it");
        await bob.TypeAsync($"/downloads {Downloads}/here");
        await bob.PressAsync("Enter");
        await bob.ShowsAsync("Files are saved to");
        await bob.PressAsync("Enter");
        var question = await bob.ShowsAsync("Save this file?");
        await bob.PressAsync("Enter");
        await bob.ShowsAsync("Saved to");

        Assert.Contains("x]0;pwnedgnp.exe", question, StringComparison.Ordinal);
        Assert.Contains("(unverified", question, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Downloads, "here", "x]0;pwnedgnp.exe")], FilesWith(Marker, _folder.Path));
    }

    private string Home => _folder.File("home");

    private string Downloads => _folder.File("downloads");

    private static string Text()
    {
        var text = new StringBuilder();
        for (var line = 0; line < Lines; line++)
        {
            text.Append(Marker).Append(" in line ").Append(line).Append(" and what it sings nobody else may hear\n");
        }

        return text.ToString();
    }

    private async Task<string> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, _token));
    }

    private static IEnumerable<string> FilesWith(string word, string folder)
    {
        // A lock file is held open for nobody else to read, and is empty.
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) != ".lock" && new FileInfo(path).Length > 0);
        foreach (var path in files)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            if (copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(word)) >= 0)
            {
                yield return path;
            }
        }
    }
}
