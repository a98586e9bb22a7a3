using System.CommandLine;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

internal static class SendCommand
{
    /// <summary>How long one send waits for a relay that went away after the log-in.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static Command Create(CommandContext context)
    {
        var to = new Argument<string>("username") { Description = "Who gets it." };
        var words = new Argument<string[]>("text")
        {
            Description = "The message; several words are joined by spaces. Standard input when left out. "
                + "Write -- before a text that begins with a dash.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("send", "Sends one message, and says where the relay put it.") { to, words };
        context.Handle(command, async (parse, cancellationToken) =>
        {
            var name = CommonOptions.ReadUsername(parse.GetRequiredValue(to));
            var text = await TextAsync(context, parse.GetValue(words) ?? [], cancellationToken);
            return await context.OnceAsync(parse, (chat, token) => SendAsync(context, chat, name, text, token), cancellationToken);
        });
        return command;
    }

    private static async Task<string> TextAsync(CommandContext context, string[] words, CancellationToken cancellationToken)
    {
        if (words.Length > 0)
        {
            return string.Join(' ', words);
        }

        if (context.Terminal.IsInteractive)
        {
            context.Terminal.Error.WriteLine("Type the message; Ctrl-D on a line of its own sends it.");
        }

        var text = await context.Terminal.ReadToEndAsync(cancellationToken);
        text = text.EndsWith('\n') ? text[..^1] : text;
        return text.Length > 0
            ? text
            : throw CommonOptions.Wrong("there is no message", "give it after the username, or on standard input");
    }

    private static async Task SendAsync(
        CommandContext context, IChat chat, Protocol.Identifiers.Username to, string text, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            context.Terminal.Out.WriteLine(ChatFormat.Sent(to, await ChatActions.SendAsync(chat, to, text, either.Token)));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.CannotConnect,
                "the relay went away before it took the message",
                $"it waits here, and is sent with the next command of {chat.Name}"));
        }
    }
}
