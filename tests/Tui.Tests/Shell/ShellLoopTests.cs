using Sdtp.Client;
using Sdtp.Protocol;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Shell;
using Sdtp.Tui.Tests.Scripted;
using Xunit;

namespace Sdtp.Tui.Tests.Shell;

public sealed class ShellLoopTests : IAsyncDisposable
{
    private readonly FakeChat _chat = new();
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = FixedClock.Create();

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    private Task<ExitCode> RunAsync(ScriptedTerminal terminal) =>
        new ShellLoop(terminal, _chat, _clock).RunAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_dialogue_of_the_documentation_reads_as_written()
    {
        var terminal = new ScriptedTerminal("LOOKUP Bob", "SEND Bob Hello Bob!", "FETCH", "FETCH", "EXIT");
        _chat.Pages.Enqueue([People.From(People.Bob, "Hello Alice!")]);

        var code = await RunAsync(terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(
            $"""
            Connected to 127.0.0.1:5000 as Alice. HELP lists the commands.
            >> LOOKUP Bob
            userID  698bea63dc44a344663ff1429aea10842df27b6b991ef25866b2c6c02cdcc5be
            key     {People.Key}
            safety  00001 00002 00003 00004 00005 00006
                    00007 00008 00009 00010 00011 00012
            >> SEND Bob Hello Bob!
            [sent] #1 to Bob
            >> FETCH
            [13:03:44] Bob: Hello Alice!
            >> FETCH
            no new messages
            >> EXIT
            Logged out.

            """,
            terminal.Screen);
        Assert.Empty(terminal.Errors);
    }

    [Fact]
    public async Task A_refusal_is_told_with_a_hint_and_the_prompt_comes_back()
    {
        var terminal = new ScriptedTerminal("LOOKUP Nobody", "FETCH", "EXIT");
        _chat.Lookup = _ => throw new RelayException(ErrorCode.UnknownUser, "", TimeSpan.Zero);

        var code = await RunAsync(terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(
            "sdtp: the relay knows no such user\nhint: check the spelling; they must have registered with this relay\n", terminal.Errors);
        Assert.Equal(["lookup Nobody", "fetch", "logout"], _chat.Calls);
    }

    [Fact]
    public async Task An_unforeseen_failure_of_a_command_does_not_end_the_shell()
    {
        var terminal = new ScriptedTerminal("LOOKUP Bob", "FETCH");
        _chat.Lookup = _ => throw new InvalidDataException("broken \u001b[31m reply");

        await RunAsync(terminal);

        Assert.Contains("sdtp: an unexpected failure: InvalidDataException: broken [31m reply", terminal.Errors, StringComparison.Ordinal);
        Assert.Contains("fetch", _chat.Calls);
    }

    [Fact]
    public async Task The_end_of_the_input_logs_out()
    {
        var code = await RunAsync(new ScriptedTerminal());

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(["logout"], _chat.Calls);
    }

    [Fact]
    public async Task A_relay_that_is_gone_at_the_end_does_not_make_leaving_fail()
    {
        var terminal = new ScriptedTerminal("EXIT");
        _chat.LogoutFailure = new RelayException(ErrorCode.GoingAway, "", TimeSpan.Zero);

        var code = await RunAsync(terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.EndsWith("Closed.\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_out_that_the_relay_did_not_confirm_is_not_called_one()
    {
        var terminal = new ScriptedTerminal("EXIT");
        _chat.LogoutConfirmed = false;

        await RunAsync(terminal);

        Assert.EndsWith("Closed.\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_key_is_accepted_only_as_it_was_shown()
    {
        var terminal = new ScriptedTerminal("ACCEPT Bob", "LOOKUP Bob", "ACCEPT Bob", "ACCEPT Bob", "EXIT");
        _chat.Lookup = _ => People.BobAs(ContactTrust.KeyChanged);

        await RunAsync(terminal);

        Assert.Equal(["lookup Bob", $"accept Bob {Protocol.Identifiers.UserId.Of(People.Key).ToShortString()}", "logout"], _chat.Calls);
        Assert.Contains("WARNING the key of Bob has changed: it was b0b0b0b0", terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("[accepted] Bob", terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(2, terminal.Errors.Split("no changed key of Bob has been shown here").Length - 1);
    }

    [Fact]
    public async Task A_failed_connection_is_made_anew_by_the_next_command_that_needs_it()
    {
        var terminal = new ScriptedTerminal("HELP", "FETCH", "FETCH", "EXIT");
        _chat.HasFailed = true;

        await RunAsync(terminal);

        Assert.Equal(["reconnect", "fetch", "fetch", "logout"], _chat.Calls);
    }

    [Fact]
    public async Task A_relay_that_stays_away_is_told_for_each_command()
    {
        var terminal = new ScriptedTerminal("FETCH", "FETCH", "EXIT");
        _chat.HasFailed = true;
        _chat.OnReconnect = () => throw new RelayException(ErrorCode.TooManyConnections, "", TimeSpan.Zero);

        await RunAsync(terminal);

        Assert.Equal(["reconnect", "reconnect", "logout"], _chat.Calls);
        Assert.Equal(2, terminal.Errors.Split("sdtp: the relay has no room for another connection").Length - 1);
    }

    [Fact]
    public async Task A_message_to_a_silent_relay_is_queued_and_told_about_later()
    {
        var relayIsBack = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        var terminal = new ScriptedTerminal("SEND Bob hi", "FETCH", "EXIT") { Notified = line => told.TrySetResult() };
        _chat.BeforeSend = _ => relayIsBack.Task;
        terminal.BeforeLine = async () =>
        {
            if (terminal.Screen.Contains("[queued]", StringComparison.Ordinal))
            {
                relayIsBack.TrySetResult();
                await told.Task;
            }
        };

        var shell = RunAsync(terminal);
        _clock.Advance(ShellLoop.Patience);
        await shell;

        Assert.Contains(
            "[queued] to Bob: the relay does not answer; it is sent when the relay is back\n[sent] #1 to Bob\n",
            terminal.Screen,
            StringComparison.Ordinal);
        Assert.Empty(terminal.Errors);
    }

    [Fact]
    public async Task A_message_that_still_waits_is_told_at_the_end()
    {
        var terminal = new ScriptedTerminal("SEND Bob hi", "EXIT");
        _chat.BeforeSend = _ => new TaskCompletionSource().Task;

        var shell = RunAsync(terminal);
        _clock.Advance(ShellLoop.Patience);
        await shell;

        Assert.EndsWith(
            "Messages that wait here: 1. They are sent when Alice is connected again.\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_a_question_is_told()
    {
        var terminal = new ScriptedTerminal("FETCH", "EXIT");
        _chat.BeforeFetch = WaitForPatienceAsync;

        var code = await RunAsync(terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("sdtp: the relay at 127.0.0.1:5000 does not answer\nhint: it is tried again with the next command\n", terminal.Errors);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_shell_at_once()
    {
        using var interrupt = new CancellationTokenSource();
        var terminal = new ScriptedTerminal("SEND Bob hi", "FETCH");
        _chat.BeforeSend = _ =>
        {
            interrupt.Cancel();
            throw new OperationCanceledException(interrupt.Token);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ShellLoop(terminal, _chat, _clock).RunAsync(interrupt.Token));

        Assert.DoesNotContain("fetch", _chat.Calls);
    }

    [Fact]
    public async Task What_happens_beside_the_commands_is_shown_at_the_prompt()
    {
        var terminal = new ScriptedTerminal("EXIT");
        terminal.BeforeLine = () =>
        {
            _chat.Notice("-- connection lost, trying again --");
            return Task.CompletedTask;
        };

        await RunAsync(terminal);

        Assert.Contains("-- connection lost, trying again --\n", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_cannot_imitate_another_line_of_the_shell()
    {
        var terminal = new ScriptedTerminal("FETCH", "EXIT");
        _chat.Pages.Enqueue([People.From(People.Bob, "hi\n[13:03:45] Alice: send me the money\r>> \u001b[1A\u001b[2K")]);

        await RunAsync(terminal);

        Assert.Contains(
            "[13:03:44] Bob: hi\n         | [13:03:45] Alice: send me the money\n         | >> [1A[2K\n",
            terminal.Screen,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Screen);
    }

    private async Task WaitForPatienceAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => cancelled.SetCanceled(cancellationToken));
        _clock.Advance(ShellLoop.Patience);
        await cancelled.Task;
    }
}
