using System.Text;
using Sdtp.Crypto.Contents;
using Sdtp.Crypto.Sealing;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>Files in the shell and in the command for scripts, through the real relay.</summary>
public sealed class FileCommandTests : IDisposable
{
    private const string Text = "notes of the file";

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_written_when_it_is_asked_for_under_a_safe_name_and_a_strangers_only_by_its_number()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        await RunAsync(["shell", "--server", relay.Address], "EXIT");
        using var carol = new WirePerson("Carol");
        using var mallory = new WirePerson("Mallory");
        await SendFileAsync(carol, relay.Address, "../../notes.txt");
        await SendFileAsync(mallory, relay.Address, "virus.exe");
        await RunAsync(["lookup", "Carol"]);

        var told = await RunAsync(["fetch"]);
        Assert.Contains("Carol sends a file, notes.txt (17 bytes)", told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("in")));
        var saved = await RunAsync(["fetch", "--save-files", _folder.File("in")]);
        var again = await RunAsync(["fetch", "--save-files", _folder.File("in")]);

        Assert.Contains($"[saved] notes.txt (17 bytes) from Carol: {_folder.File("in")}/notes.txt", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("[saved]", again, StringComparison.Ordinal);
        Assert.Equal(["notes.txt"], FilesIn("in"));
        Assert.Equal(Text, await File.ReadAllTextAsync(Path.Combine(_folder.File("in"), "notes.txt"), _token));

        var shell = await RunAsync(["shell"], "SAVE", $"SAVE 2 {_folder.File("asked")}", "EXIT");
        Assert.Contains("[file 2] virus.exe (17 bytes) from Mallory (unverified", shell, StringComparison.Ordinal);
        Assert.Contains("[saved] virus.exe", shell, StringComparison.Ordinal);
        Assert.Equal(["virus.exe"], FilesIn("asked"));
    }

    private IEnumerable<string?> FilesIn(string folder) => Directory.EnumerateFiles(_folder.File(folder)).Select(Path.GetFileName);

    private async Task SendFileAsync(WirePerson sender, string address, string name)
    {
        await using var connection = await sender.RegisterAsync(address, _token);
        var to = await connection.RequestAsync<LookupRequest, LookupReply>(LookupRequest.For(Username.Parse("Bob")), _token);
        var file = Encoding.UTF8.GetBytes(Text);
        var manifest = new FileManifest(TransferId.New(), FileHash.Of(file), file.Length, name);
        var part = sender.Seal(to, ContentType.FilePart, FilePartContent.Encode(manifest, 0, file));
        await connection.RequestAsync<SendRequest, SendReply>(new SendRequest(1, part), _token);
    }

    /// <summary>Runs the program as Bob, types lines, and gives everything that it says.</summary>
    private async Task<string> RunAsync(string[] arguments, params string[] lines)
    {
        await using var program = RunningProgram.Start(
            BuiltProgram.Client,
            [.. arguments, "--username", "Bob", "--no-passphrase"],
            environment: new Dictionary<string, string> { ["SDTP_HOME"] = _folder.File("home") });
        foreach (var line in lines)
        {
            await program.TypeAsync(line);
        }

        program.CloseInput();
        await program.WaitForExitAsync(_token);
        return program.Output;
    }
}
