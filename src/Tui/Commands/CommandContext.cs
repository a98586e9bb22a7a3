using System.CommandLine;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

/// <summary>What every command works with, and the one place where its failures become an exit code.</summary>
internal sealed record CommandContext(ITerminal Terminal, ISessions Sessions, IIdentities Identities, TimeProvider Clock)
{
    internal CommonOptions Options { get; } = new();

    internal ChatFormat Format { get; } = new(Clock);

    internal void Handle(Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> act) =>
        command.SetAction(async (parse, cancellationToken) =>
        {
            try
            {
                return (int)await act(parse, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return (int)ExitCode.Interrupted;
            }
            catch (Exception error)
            {
                var failure = Failures.Of(error);
                failure.WriteTo(Terminal.Error);
                return (int)failure.Code;
            }
        });

    /// <summary>Connects an existing identity, does one thing, and logs out.</summary>
    internal async Task<ExitCode> OnceAsync(
        ParseResult parse, Func<IChat, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        await using var chat = await Sessions.ConnectAsync(Options.Read(parse), mayCreate: false, cancellationToken);
        chat.Noticed += notice => Terminal.Error.WriteLine(notice);
        await act(chat, cancellationToken);
        await LogOutAsync(chat);
        return ExitCode.Ok;
    }

    internal void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Terminal.Out.WriteLine(line);
        }
    }

    private async Task LogOutAsync(IChat chat)
    {
        using var patience = new CancellationTokenSource(ChatActions.GoodbyePatience, Clock);
        try
        {
            await chat.LogoutAsync(patience.Token);
        }
        catch (Exception error) when (error is Client.SdtpClientException or OperationCanceledException)
        {
            // What was asked has been done; the relay ends the session with the connection.
        }
    }
}
