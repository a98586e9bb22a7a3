using Sdtp.Client;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Shell;

/// <summary>The prompt: one line, one command, one answer, until EXIT or the end of the input. No failure of a command ends it.</summary>
internal sealed partial class ShellLoop(ITerminal terminal, IChat chat, TimeProvider clock)
{
    internal const string Prompt = ">> ";

    /// <summary>How long a command waits for a relay that does not answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ChatFormat _format = new(clock);
    private readonly QueuedSends _queued = new(terminal.Notify);

    // ACCEPT takes exactly the key that LOOKUP has shown, so that the relay cannot swap it in between.
    private Contact? _changedContact;

    internal async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        chat.Noticed += terminal.Notify;
        terminal.Out.WriteLine($"Connected to {chat.Relay} as {chat.Name}. HELP lists the commands.");
        while (await terminal.ReadLineAsync(Prompt, cancellationToken) is { } typed)
        {
            var line = ShellLine.Parse(typed);
            if (line is ShellLine.Exit)
            {
                break;
            }

            await AnswerAsync(line, cancellationToken);
        }

        chat.Noticed -= terminal.Notify;
        var waiting = _queued.Close();
        await LogOutAsync();
        if (waiting > 0)
        {
            terminal.Out.WriteLine($"Messages that wait here: {waiting}. They are sent when {chat.Name} is connected again.");
        }

        return ExitCode.Ok;
    }

    private async Task AnswerAsync(ShellLine line, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await DoAsync(line, cancellationToken, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            new Failure(
                ExitCode.CannotConnect,
                $"the relay at {chat.Relay} does not answer",
                "it is tried again with the next command").WriteTo(terminal.Error);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Failures.Of(error).WriteTo(terminal.Error);
        }
    }

    private async Task DoAsync(ShellLine line, CancellationToken interrupt, CancellationToken cancellationToken)
    {
        switch (line)
        {
            case ShellLine.Nothing:
                return;
            case ShellLine.Help:
                terminal.Out.Write(ShellHelp.Text);
                return;
            case ShellLine.Files:
                ListFiles();
                return;
            case ShellLine.Save save:
                SaveFile(save);
                return;
            case ShellLine.Wrong wrong:
                throw new CommandFailedException(new Failure(ExitCode.Usage, wrong.What, wrong.Hint));
        }

        if (chat.HasFailed)
        {
            await chat.ReconnectAsync(cancellationToken);
        }

        switch (line)
        {
            case ShellLine.Lookup lookup:
                await LookupAsync(lookup, cancellationToken);
                break;
            case ShellLine.Send send:
                await SendAsync(send, interrupt);
                break;
            case ShellLine.Fetch:
                await FetchAsync(cancellationToken);
                break;
            case ShellLine.Accept accept:
                await AcceptAsync(accept, cancellationToken);
                break;
        }
    }

    private async Task LookupAsync(ShellLine.Lookup lookup, CancellationToken cancellationToken)
    {
        var contact = await chat.LookupAsync(lookup.Name, cancellationToken);
        _changedContact = contact.Trust == ContactTrust.KeyChanged ? contact : _changedContact;
        WriteLines(ChatFormat.Contact(contact));
    }

    private async Task SendAsync(ShellLine.Send send, CancellationToken interrupt)
    {
        var sending = ChatActions.SendAsync(chat, send.To, send.Text, interrupt);
        try
        {
            terminal.Out.WriteLine(ChatFormat.Sent(send.To, await sending.WaitAsync(Patience, clock, interrupt)));
        }
        catch (TimeoutException) when (!sending.IsCompleted)
        {
            terminal.Out.WriteLine($"[queued] to {send.To}: the relay does not answer; it is sent when the relay is back");
            _queued.Add(send.To, sending);
        }
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var shown = await chat.FetchAsync(Show, cancellationToken);
        var files = TellNewFiles();
        if (shown == 0 && files == 0)
        {
            terminal.Out.WriteLine("no new messages");
        }
    }

    private async Task AcceptAsync(ShellLine.Accept accept, CancellationToken cancellationToken)
    {
        if (_changedContact is not { } shown || shown.Username != accept.Name)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Usage,
                $"no changed key of {accept.Name} has been shown here",
                $"LOOKUP {accept.Name} first; if the key has changed, compare the safety number and ACCEPT {accept.Name}"));
        }

        await ChatActions.AcceptAsync(chat, shown, cancellationToken);
        _changedContact = null;
        terminal.Out.WriteLine(ChatFormat.Accepted(shown));
    }

    private async Task LogOutAsync()
    {
        using var patience = new CancellationTokenSource(ChatActions.GoodbyePatience, clock);
        try
        {
            var confirmed = await chat.LogoutAsync(patience.Token);

            // Where the relay is away, its session ends with the connection.
            terminal.Out.WriteLine(confirmed ? "Logged out." : "Closed.");
        }
        catch (Exception error) when (error is SdtpClientException or OperationCanceledException)
        {
            terminal.Out.WriteLine("Closed.");
        }
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            terminal.Out.WriteLine(line);
        }
    }
}
