using System.CommandLine;
using Sdtp.Tui.Shell;

namespace Sdtp.Tui.Commands;

internal static class ShellCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command(
            "shell", "Opens a prompt: LOOKUP, SEND, FETCH, SAVE, EXIT. Makes and registers the identity on first use.");
        context.Handle(command, (parse, cancellationToken) => RunAsync(context, parse, cancellationToken));
        return command;
    }

    internal static async Task<ExitCode> RunAsync(CommandContext context, ParseResult parse, CancellationToken cancellationToken)
    {
        var choice = context.Options.Read(parse);
        await using var chat = await context.Sessions.ConnectAsync(choice, mayCreate: true, cancellationToken);
        return await new ShellLoop(context.Terminal, chat, context.Clock).RunAsync(cancellationToken);
    }
}
