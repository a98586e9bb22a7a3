using System.CommandLine;
using Sdtp.Client;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

internal static class FetchCommand
{
    internal static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object per line." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Stay, and show messages as they arrive, until Ctrl-C." };
        var command = new Command("fetch", "Shows the new messages, and acknowledges them.") { json, follow };
        context.Handle(command, (parse, cancellationToken) =>
        {
            Action<ReceivedMessage> show = parse.GetValue(json)
                ? message => context.Terminal.Out.WriteLine(JsonLines.Message(message))
                : message => context.WriteLines(context.Format.Message(message, context.Terminal.Columns));
            Func<IChat, CancellationToken, Task> act = parse.GetValue(follow)
                ? (chat, token) => FollowAsync(chat, show, token)
                : (chat, token) => FetchAsync(context, chat, show, parse.GetValue(json), token);
            return context.OnceAsync(parse, act, cancellationToken);
        });
        return command;
    }

    private static async Task FollowAsync(IChat chat, Action<ReceivedMessage> show, CancellationToken cancellationToken)
    {
        await foreach (var message in chat.ReceiveAsync(cancellationToken))
        {
            show(message);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task FetchAsync(
        CommandContext context, IChat chat, Action<ReceivedMessage> show, bool json, CancellationToken cancellationToken)
    {
        var shown = 0;
        for (var more = await chat.FetchAsync(show, cancellationToken); more > 0; more = await chat.FetchAsync(show, cancellationToken))
        {
            shown += more;
        }

        if (shown == 0 && !json)
        {
            context.Terminal.Out.WriteLine("no new messages");
        }
    }
}
