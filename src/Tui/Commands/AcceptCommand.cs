using System.CommandLine;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

internal static class AcceptCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = new Argument<string>("username") { Description = "Whose key changed." };
        var userId = new Option<string?>("--user-id")
        {
            Description = "The userID that you accept, as lookup shows it; needed where nobody can be asked.",
            HelpName = "HEX",
        };
        var command = new Command("accept", "Accepts a contact's changed key, so that messages can be sent again.") { name, userId };
        context.Handle(command, (parse, cancellationToken) =>
        {
            var username = CommonOptions.ReadUsername(parse.GetRequiredValue(name));
            var expected = parse.GetValue(userId) is { } text ? ReadUserId(text) : (UserId?)null;
            return context.OnceAsync(parse, (chat, token) => AcceptAsync(context, chat, username, expected, token), cancellationToken);
        });
        return command;
    }

    private static async Task AcceptAsync(
        CommandContext context, IChat chat, Username name, UserId? expected, CancellationToken cancellationToken)
    {
        var contact = await chat.LookupAsync(name, cancellationToken);
        if (contact.Trust != ContactTrust.KeyChanged)
        {
            context.Terminal.Out.WriteLine($"the key of {contact.Username} has not changed: nothing to accept");
            return;
        }

        context.WriteLines(ChatFormat.Contact(contact));
        await DemandConsentAsync(context, contact, expected, cancellationToken);
        await ChatActions.AcceptAsync(chat, contact, cancellationToken);
        context.Terminal.Out.WriteLine(ChatFormat.Accepted(contact));
    }

    private static async Task DemandConsentAsync(
        CommandContext context, Contact contact, UserId? expected, CancellationToken cancellationToken)
    {
        if (expected is { } userId)
        {
            if (userId != contact.UserId)
            {
                throw new CommandFailedException(new Failure(
                    ExitCode.Untrusted,
                    $"the relay names another userID for {contact.Username} than the one you accept",
                    "nothing was changed"));
            }

            return;
        }

        if (!context.Terminal.IsInteractive)
        {
            throw CommonOptions.Wrong("nobody can be asked here", $"say which key you accept: --user-id {contact.UserId}");
        }

        var answer = await context.Terminal.ReadLineAsync("Is this their safety number? Type yes to accept: ", cancellationToken);
        if (!string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFailedException(new Failure(ExitCode.Untrusted, "the changed key was not accepted", "sending stays blocked"));
        }
    }

    private static UserId ReadUserId(string text) => UserId.TryParse(text, out var userId)
        ? userId
        : throw CommonOptions.Wrong("--user-id takes 64 hex digits", "lookup shows the userID");
}
