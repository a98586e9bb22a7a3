using System.CommandLine;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Commands;

internal static class LookupCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = new Argument<string>("username") { Description = "Who." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("lookup", "Shows a user's userID, public key and safety number.") { name, json };
        context.Handle(command, (parse, cancellationToken) =>
        {
            var username = CommonOptions.ReadUsername(parse.GetRequiredValue(name));
            return context.OnceAsync(
                parse,
                async (chat, token) =>
                {
                    var contact = await chat.LookupAsync(username, token);
                    context.WriteLines(parse.GetValue(json) ? [JsonLines.Contact(contact)] : ChatFormat.Contact(contact));
                },
                cancellationToken);
        });
        return command;
    }
}
