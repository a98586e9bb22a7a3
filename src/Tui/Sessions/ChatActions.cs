using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Commands;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Sessions;

/// <summary>The requests that the shell and the one-shot commands share, with the caller's mistakes in plain words.</summary>
internal static class ChatActions
{
    /// <summary>How long a program that ends waits for the answer to its log-out.</summary>
    internal static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    internal static async Task<SendReceipt> SendAsync(IChat chat, Username to, string text, CancellationToken cancellationToken)
    {
        try
        {
            return await chat.SendAsync(to, text, cancellationToken);
        }
        catch (ArgumentException)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Usage, "the text is empty or too long for one message", "a message holds about 64 KB: split it"));
        }
    }

    internal static async Task AcceptAsync(IChat chat, Contact shown, CancellationToken cancellationToken)
    {
        try
        {
            await chat.AcceptKeyChangeAsync(shown.Username, shown.UserId, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            throw new CommandFailedException(new Failure(
                ExitCode.Untrusted, $"the key of {shown.Username} has changed once more", $"look {shown.Username} up again"));
        }
    }
}
