using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Commands;

public sealed class CommandTreeTests : IAsyncDisposable
{
    private readonly FakeChat _chat = new();
    private FakeSessions? _sessions;

    private FakeSessions Sessions => _sessions ??= new FakeSessions(_chat);

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    private Task<ExitCode> RunAsync(ScriptedTerminal terminal, params string[] args) => CommandTree.RunAsync(
        args, new CommandContext(terminal, Sessions, new FakeIdentities(), FixedClock.Create()), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Send_sends_its_words_and_logs_out()
    {
        var terminal = new ScriptedTerminal();

        var code = await RunAsync(terminal, "send", "bob", "Hello", "Bob!");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("[sent] #1 to bob\n", terminal.Screen);
        Assert.Equal(["send bob <Hello Bob!>", "logout", "dispose"], _chat.Calls);
        Assert.False(Sessions.MayCreate);
    }

    [Fact]
    public async Task Send_takes_the_message_from_standard_input()
    {
        var terminal = new ScriptedTerminal { IsInteractive = false, Piped = "two\nlines\n" };

        var code = await RunAsync(terminal, "send", "bob");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("send bob <two\nlines>", _chat.Calls[0]);
    }

    [Fact]
    public async Task A_message_that_begins_with_an_at_sign_is_no_file()
    {
        await RunAsync(new ScriptedTerminal(), "send", "bob", "@/etc/hostname");

        Assert.Equal("send bob <@/etc/hostname>", _chat.Calls[0]);
    }

    [Fact]
    public async Task A_message_that_begins_with_a_dash_follows_two_dashes()
    {
        await RunAsync(new ScriptedTerminal(), "send", "bob", "--", "--json");

        Assert.Equal("send bob <--json>", _chat.Calls[0]);
    }

    [Theory]
    [InlineData("sned", "bob")]
    [InlineData("send")]
    [InlineData("send", "b!", "text")]
    [InlineData("send", "bob")]
    [InlineData("lookup")]
    [InlineData("fetch", "extra")]
    [InlineData("fetch", "--username", "b!")]
    [InlineData("fetch", "--username")]
    [InlineData("fetch", "--server", "a b")]
    [InlineData("fetch", "--no-passphrase", "--passphrase-file", "x")]
    [InlineData("identity")]
    [InlineData("identity", "export")]
    [InlineData("accept", "bob", "--user-id", "123")]
    public async Task A_wrong_command_line_is_told_in_two_lines(params string[] args)
    {
        var terminal = new ScriptedTerminal { IsInteractive = false };

        var code = await RunAsync(terminal, args);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Matches("^sdtp: [^\n]+\nhint: [^\n]+\n$", terminal.Errors);
        Assert.Empty(_chat.Calls);
    }

    [Fact]
    public async Task Fetch_shows_every_page()
    {
        var terminal = new ScriptedTerminal();
        _chat.Pages.Enqueue([People.From(People.Bob, "one"), People.From(People.Bob, "two", 2)]);
        _chat.Pages.Enqueue([People.From(People.Bob, "three", 3)]);

        await RunAsync(terminal, "fetch");

        Assert.Equal("[13:03:44] Bob: one\n[13:03:44] Bob: two\n[13:03:44] Bob: three\n", terminal.Screen);
    }

    [Fact]
    public async Task Fetch_as_json_says_nothing_when_there_is_nothing()
    {
        var terminal = new ScriptedTerminal();

        var code = await RunAsync(terminal, "fetch", "--json");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Empty(terminal.Screen);
    }

    [Fact]
    public async Task Follow_shows_what_arrives()
    {
        var terminal = new ScriptedTerminal();
        _chat.Pages.Enqueue([People.From(People.Bob, "live")]);

        await RunAsync(terminal, "fetch", "--follow", "--json");

        Assert.Equal(JsonLines.Message(People.From(People.Bob, "live")) + "\n", terminal.Screen);
        Assert.Equal("receive", _chat.Calls[0]);
    }

    [Theory]
    [InlineData(ErrorCode.UnknownUser, ExitCode.Refused)]
    [InlineData(ErrorCode.ReceiverReplaced, ExitCode.ReceiverReplaced)]
    [InlineData(ErrorCode.GoingAway, ExitCode.CannotConnect)]
    public async Task A_refusal_becomes_an_exit_code(ErrorCode refusal, object expected)
    {
        var terminal = new ScriptedTerminal();
        _chat.Lookup = _ => throw new RelayException(refusal, "", TimeSpan.Zero);

        var code = await RunAsync(terminal, "lookup", "bob", "--json");

        Assert.Equal(expected, code);
        Assert.Matches("^sdtp: [^\n]+\nhint: [^\n]+\n$", terminal.Errors);
        Assert.Equal("dispose", _chat.Calls[^1]);
    }

    [Fact]
    public async Task An_interruption_is_silent_and_has_its_code()
    {
        var terminal = new ScriptedTerminal();
        _chat.Lookup = _ => throw new OperationCanceledException();

        var code = await RunAsync(terminal, "lookup", "bob");

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Empty(terminal.Errors);
    }

    [Fact]
    public async Task Accept_asks_a_person_who_has_seen_the_number()
    {
        var terminal = new ScriptedTerminal("yes");
        _chat.Lookup = _ => People.BobAs(ContactTrust.KeyChanged);

        var code = await RunAsync(terminal, "accept", "bob");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("Is this their safety number? Type yes to accept: yes\n[accepted] Bob", terminal.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("")]
    public async Task Accept_changes_nothing_without_a_yes(string answer)
    {
        _chat.Lookup = _ => People.BobAs(ContactTrust.KeyChanged);

        var code = await RunAsync(new ScriptedTerminal(answer), "accept", "bob");

        Assert.Equal(ExitCode.Untrusted, code);
        Assert.DoesNotContain(_chat.Calls, call => call.StartsWith("accept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accept_in_a_script_needs_the_userID_that_is_meant()
    {
        var terminal = new ScriptedTerminal { IsInteractive = false };
        _chat.Lookup = _ => People.BobAs(ContactTrust.KeyChanged);
        var right = Protocol.Identifiers.UserId.Of(People.Key).ToString();

        Assert.Equal(ExitCode.Usage, await RunAsync(terminal, "accept", "bob"));
        Assert.Equal(ExitCode.Untrusted, await RunAsync(terminal, "accept", "bob", "--user-id", People.OldBob.ToString()));
        Assert.Equal(ExitCode.Ok, await RunAsync(terminal, "accept", "bob", "--user-id", right));

        Assert.Single(_chat.Calls, call => call.StartsWith("accept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_command_the_shell_opens()
    {
        var terminal = new ScriptedTerminal("EXIT");

        var code = await RunAsync(terminal, "--username", "Alice", "--server", "relay.example:6000", "--no-passphrase", "--home", "/tmp/h");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("No command given: opening the shell. sdtp --help lists the commands.\n", terminal.Errors);
        Assert.True(Sessions.MayCreate);
        Assert.Equal(People.Alice, Sessions.Choice!.Name);
        Assert.Equal("relay.example:6000", Sessions.Choice.Server!.Endpoint);
        Assert.True(Sessions.Choice.NoPassphrase);
        Assert.Equal("/tmp/h", Sessions.Choice.Home);
    }

    [Fact]
    public async Task Help_of_the_program_lists_the_exit_codes()
    {
        var terminal = new ScriptedTerminal();

        var code = await RunAsync(terminal, "--help");

        Assert.Equal(ExitCode.Ok, code);
        Assert.EndsWith(ExitCodes.Table(), terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_the_callers_mistake()
    {
        var terminal = new ScriptedTerminal();
        _chat.BeforeSend = _ => throw new ArgumentException("too long", "text");

        var code = await RunAsync(terminal, "send", "bob", "x");

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("sdtp: the text is empty or too long for one message\n", terminal.Errors, StringComparison.Ordinal);
    }
}
