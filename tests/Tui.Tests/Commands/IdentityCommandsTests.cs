using Sdtp.TestKit;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Commands;

public sealed class IdentityCommandsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeIdentities _identities = new();

    public void Dispose() => _folder.Dispose();

    private Task<ExitCode> RunAsync(ScriptedTerminal terminal, params string[] args) => CommandTree.RunAsync(
        ["identity", .. args],
        new CommandContext(terminal, new FakeSessions(new FakeChat()), _identities, FixedClock.Create()),
        TestContext.Current.CancellationToken);

    [Fact]
    public async Task Show_tells_who_and_where()
    {
        var terminal = new ScriptedTerminal();

        await RunAsync(terminal, "show");

        Assert.Equal(
            $"""
            name    Alice
            userID  {Protocol.Identifiers.UserId.Of(People.Key)}
            key     {People.Key}
            relay   sdtp://127.0.0.1:5000
            folder  /home/alice

            """,
            terminal.Screen);
    }

    [Fact]
    public async Task A_new_store_is_made_only_with_a_warning()
    {
        var terminal = new ScriptedTerminal();

        var code = await RunAsync(terminal, "new-store");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(["new store"], _identities.Calls);
        Assert.Contains("compare safety numbers again", terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_asks_twice_and_writes_for_the_owner_only()
    {
        var terminal = new ScriptedTerminal();
        terminal.Secrets.Enqueue("one");
        terminal.Secrets.Enqueue("other");
        terminal.Secrets.Enqueue("secret");
        terminal.Secrets.Enqueue("secret");
        var path = _folder.File("alice.sdtp");

        var code = await RunAsync(terminal, "export", "--out", path);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("bundle", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(["export bundle secret"], _identities.Calls);
        Assert.Contains("The two differ; try again.", terminal.Errors, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task Export_never_overwrites()
    {
        var path = _folder.File("precious");
        await File.WriteAllTextAsync(path, "precious", TestContext.Current.CancellationToken);

        var code = await RunAsync(new ScriptedTerminal(), "export", "--out", path, "--pkcs8");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Empty(_identities.Calls);
    }

    [Fact]
    public async Task A_bare_key_is_exported_only_with_a_warning()
    {
        var terminal = new ScriptedTerminal { IsInteractive = false };
        var path = _folder.File("alice.pem");

        var code = await RunAsync(terminal, "export", "--out", path, "--pkcs8");

        Assert.Equal(ExitCode.Ok, code);
        Assert.StartsWith("warning: the file holds the identity key without protection", terminal.Errors, StringComparison.Ordinal);
        Assert.Equal(["export pkcs8"], _identities.Calls);
    }

    [Fact]
    public async Task Import_takes_the_passphrase_of_the_file_from_a_file()
    {
        var bundle = _folder.File("bundle");
        var passphrase = _folder.File("passphrase");
        await File.WriteAllTextAsync(bundle, "bundle", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(passphrase, "secret\n", TestContext.Current.CancellationToken);

        var code = await RunAsync(new ScriptedTerminal { IsInteractive = false }, "import", bundle, "--bundle-passphrase-file", passphrase);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(["import bundle bundle secret"], _identities.Calls);
    }

    [Fact]
    public async Task A_bare_key_is_imported_under_a_given_name_only()
    {
        var key = _folder.File("key");
        await File.WriteAllTextAsync(key, "key", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, await RunAsync(new ScriptedTerminal(), "import", key, "--pkcs8"));
        Assert.Equal(ExitCode.Ok, await RunAsync(new ScriptedTerminal(), "import", key, "--pkcs8", "--username", "Alice"));

        Assert.Equal(["import pkcs8 key"], _identities.Calls);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        var terminal = new ScriptedTerminal();

        var code = await RunAsync(terminal, "import", _folder.File("nothing"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Matches("^sdtp: .*nothing cannot be read: [^\n]+\nhint: [^\n]+\n$", terminal.Errors);
    }
}
