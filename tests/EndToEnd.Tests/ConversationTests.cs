using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>Two people in two real terminals, through the real relay.</summary>
public sealed class ConversationTests : IDisposable
{
    private const int Columns = 200;
    private const int Rows = 50;
    private const string Passphrase = "a long enough passphrase";
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_dialogue_of_Alice_and_Bob_in_the_README_works_word_for_word()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        var dialogue = Dialogue.Read();
        var terminals = new Dictionary<string, Terminal>();
        try
        {
            foreach (var block in dialogue)
            {
                if (!terminals.TryGetValue(block.Terminal, out var terminal))
                {
                    terminals[block.Terminal] = terminal = await OpenAsync();
                }

                await PlayAsync(terminal, block, relay.Address);
            }

            foreach (var (name, terminal) in terminals)
            {
                var screen = await terminal.WaitForAsync("Logged out.", _token);
                var expected = dialogue.Where(block => block.Terminal == name).SelectMany(block => block.Lines);
                Assert.Equal(WithoutOpenPrompts(expected), WithoutOpenPrompts(Dialogue.LinesOf(screen)));
            }
        }
        finally
        {
            foreach (var terminal in terminals.Values)
            {
                await terminal.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_second_terminal_takes_the_receive_lease_and_the_first_says_so()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);
        using var bob = new Wire.WirePerson("bob");
        await using var first = await bob.RegisterAsync(relay.Address, _token);
        await first.RequestAsync<Protocol.Messages.SubscribeRequest, Protocol.Messages.SubscribeReply>(new(0, 16), _token);

        await using var second = await bob.LogInAsync(relay.Address, _token);
        await second.RequestAsync<Protocol.Messages.FetchRequest, Protocol.Messages.FetchReply>(new(0, 16), _token);
        var push = await first.Pushes.ReadAsync(_token);
        var refused = await Assert.ThrowsAsync<Client.RelayException>(
            () => first.RequestAsync<Protocol.Messages.AckRequest, Protocol.Messages.AckReply>(new(0), _token));

        Assert.Equal(Protocol.ErrorCode.ReceiverReplaced, push.Notice?.Code);
        Assert.Equal(Protocol.ErrorCode.ReceiverReplaced, refused.Code);
    }

    [Fact]
    public async Task Piped_commands_chat_without_a_terminal()
    {
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token);

        await RunShellAsync(relay.Address, "Bob", "EXIT");
        var alice = await RunShellAsync(relay.Address, "Alice", "SEND Bob Hello   with  spaces", "nonsense", "EXIT");
        var bob = await RunShellAsync(relay.Address, "Bob", "fetch", "exit");

        Assert.Contains("[sent] #1 to Bob", alice, StringComparison.Ordinal);
        Assert.Contains("Hello   with  spaces", bob, StringComparison.Ordinal);
    }

    private async Task<Terminal> OpenAsync() =>
        await Terminal.OpenAsync(Columns, Rows, new Dictionary<string, string> { ["SDTP_HOME"] = _folder.File("home") }, _token);

    private async Task PlayAsync(Terminal terminal, Dialogue block, string address)
    {
        foreach (var line in block.Lines)
        {
            if (line.StartsWith('$'))
            {
                await terminal.EnterAsync($"{BuiltProgram.Client} shell --username {block.Terminal} --server '{address}'");
            }
            else if (line is "The same again:" || line.StartsWith("New passphrase", StringComparison.Ordinal))
            {
                await terminal.WaitForAsync(screen => LastLineOf(screen) == line, $"'{line}' as its last line", _token);
                await terminal.EnterAsync(Passphrase);
            }
            else if (line.StartsWith(Dialogue.Prompt, StringComparison.Ordinal) && line.Length > Dialogue.Prompt.Length)
            {
                await WaitForPromptAsync(terminal, _token);
                await terminal.EnterAsync(line[(Dialogue.Prompt.Length + 1)..]);
            }
        }

        await terminal.WaitForAsync(
            screen => LastLineOf(screen) is Dialogue.Prompt || screen.Contains("Logged out.", StringComparison.Ordinal),
            "the end of the block",
            _token);
    }

    private static async Task WaitForPromptAsync(Terminal terminal, CancellationToken cancellationToken) =>
        await terminal.WaitForAsync(screen => LastLineOf(screen) == Dialogue.Prompt, "an empty prompt as its last line", cancellationToken);

    private static string? LastLineOf(string screen) =>
        screen.Split('\n').Select(line => line.TrimEnd()).LastOrDefault(line => line.Length > 0);

    private static IEnumerable<string> WithoutOpenPrompts(IEnumerable<string> lines) =>
        lines.Where(line => line is not (Dialogue.Prompt or "$"));

    private async Task<string> RunShellAsync(string address, string username, params string[] commands)
    {
        await using var shell = RunningProgram.Start(
            BuiltProgram.Client,
            ["shell", "--username", username, "--no-passphrase", "--server", address],
            environment: new Dictionary<string, string> { ["SDTP_HOME"] = _folder.File("home") });
        foreach (var command in commands)
        {
            await shell.TypeAsync(command);
        }

        shell.CloseInput();
        await shell.WaitForExitAsync(_token);
        return shell.Output;
    }
}
