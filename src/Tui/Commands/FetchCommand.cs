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
        var saveFiles = new Option<string?>("--save-files")
        {
            Description = "Write the files of contacts to this folder when they are whole, under safe names and never over another file. "
                + "Those of strangers stay in the encrypted store.",
            HelpName = "DIR",
        };
        var command = new Command("fetch", "Shows the new messages, and acknowledges them.") { json, follow, saveFiles };
        context.Handle(command, (parse, cancellationToken) =>
        {
            var folder = parse.GetValue(saveFiles) is { } given ? FolderOf(given) : null;
            var output = new FetchOutput(context, parse.GetValue(json), folder);
            Func<IChat, CancellationToken, Task> act = parse.GetValue(follow)
                ? (chat, token) => FollowAsync(chat, output, token)
                : (chat, token) => FetchAsync(chat, output, token);
            return context.OnceAsync(parse, act, cancellationToken);
        });
        return command;
    }

    private static async Task FollowAsync(IChat chat, FetchOutput output, CancellationToken cancellationToken)
    {
        var saver = output.SaverFor(chat);
        using var saving = saver?.Follow();
        await foreach (var message in chat.ReceiveAsync(cancellationToken))
        {
            if (saver is null)
            {
                output.Show(message);
            }
            else
            {
                saver.Show(message, output.Show);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task FetchAsync(IChat chat, FetchOutput output, CancellationToken cancellationToken)
    {
        var shown = 0;
        for (var more = await chat.FetchAsync(output.Show, cancellationToken);
            more > 0;
            more = await chat.FetchAsync(output.Show, cancellationToken))
        {
            shown += more;
        }

        if (shown == 0)
        {
            output.SayNothingCame();
        }

        if (output.SaverFor(chat) is { } saver)
        {
            saver.SaveWaiting();
            if (saver.HasFailed)
            {
                throw new CommandFailedException(new Failure(
                    ExitCode.Unexpected, "not all files were saved; they still wait", "name another folder with --save-files"));
            }
        }
    }

    /// <exception cref="CommandFailedException">There is a file of that name.</exception>
    private static string FolderOf(string given)
    {
        BlockingCalls.Announce("A folder was looked for");
        var folder = Path.GetFullPath(given);
        return File.Exists(folder)
            ? throw CommonOptions.Wrong($"{SafeText.Short(folder, 200)} is a file", "name a folder; it is made if need be")
            : folder;
    }
}
