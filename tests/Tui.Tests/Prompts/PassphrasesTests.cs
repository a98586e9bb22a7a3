using Sdtp.TestKit;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Prompts;

public sealed class PassphrasesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SessionChoice Choice(string? file = null, bool none = false) =>
        new() { Home = _folder.Path, PassphraseFile = file, NoPassphrase = none };

    private static Task<string?> CreateAsync(ScriptedTerminal terminal, SessionChoice choice) =>
        new Passphrases(terminal).ForCreationAsync(choice, "Alice", TestContext.Current.CancellationToken);

    private static ScriptedTerminal TerminalTyping(params string?[] secrets)
    {
        var terminal = new ScriptedTerminal();
        foreach (var secret in secrets)
        {
            terminal.Secrets.Enqueue(secret);
        }

        return terminal;
    }

    [Fact]
    public async Task A_new_passphrase_is_asked_twice()
    {
        var terminal = TerminalTyping("secret", "secret");

        Assert.Equal("secret", await CreateAsync(terminal, Choice()));

        Assert.Equal("New passphrase for Alice: \nThe same again: \n", terminal.Errors);
        Assert.Empty(terminal.Screen);
    }

    [Fact]
    public async Task An_empty_passphrase_is_no_choice()
    {
        var terminal = TerminalTyping("", "secret", "secret");

        Assert.Equal("secret", await CreateAsync(terminal, Choice()));

        Assert.Contains("use --no-passphrase", terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_mismatches_nothing_is_made()
    {
        var terminal = TerminalTyping("a", "b", "c", "d", "e", "f");

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => CreateAsync(terminal, Choice()));

        Assert.Equal(ExitCode.Identity, failed.Failure.Code);
        Assert.Empty(terminal.Secrets);
    }

    [Fact]
    public async Task No_passphrase_is_an_explicit_choice()
    {
        Assert.Null(await CreateAsync(TerminalTyping(), Choice(none: true)));
    }

    [Fact]
    public async Task Without_a_terminal_the_options_are_named()
    {
        var terminal = new ScriptedTerminal { IsInteractive = false };

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => CreateAsync(terminal, Choice()));

        Assert.Contains("--passphrase-file FILE", failed.Failure.Hint, StringComparison.Ordinal);
        Assert.Contains("--no-passphrase", failed.Failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_input_gives_up() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() => CreateAsync(TerminalTyping([null]), Choice()));

    [Theory]
    [InlineData("secret")]
    [InlineData("secret\n")]
    [InlineData("secret\r\nnotes\n")]
    public async Task The_first_line_of_a_file_is_the_passphrase(string content)
    {
        var file = _folder.File("passphrase");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        Assert.Equal("secret", await CreateAsync(TerminalTyping(), Choice(file)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nsecret\n")]
    public async Task A_file_without_a_first_line_is_refused(string content)
    {
        var file = _folder.File("passphrase");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<CommandFailedException>(() => CreateAsync(TerminalTyping(), Choice(file)));
    }

    [Fact]
    public async Task A_missing_or_huge_file_is_refused()
    {
        var huge = _folder.File("huge");
        await File.WriteAllTextAsync(huge, new string('x', 5_000), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<CommandFailedException>(() => CreateAsync(TerminalTyping(), Choice(_folder.File("nothing"))));
        await Assert.ThrowsAsync<CommandFailedException>(() => CreateAsync(TerminalTyping(), Choice(huge)));
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_about()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "WINDOWS: files have no mode there.");
        var file = _folder.File("passphrase");
        await File.WriteAllTextAsync(file, "secret", TestContext.Current.CancellationToken);
        var terminal = TerminalTyping();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        await CreateAsync(terminal, Choice(file));

        Assert.Contains("chmod 600", terminal.Errors, StringComparison.Ordinal);
    }
}
