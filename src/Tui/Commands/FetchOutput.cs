using Sdtp.Client;
using Sdtp.Tui.Presentation;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

/// <summary>What <c>fetch</c> writes: lines for a person, or one JSON object per line.</summary>
/// <param name="context">Where to.</param>
/// <param name="isJson">Whether it is read by a program.</param>
/// <param name="folder">Where files go; null where they are not saved.</param>
internal sealed class FetchOutput(CommandContext context, bool isJson, string? folder)
{
    internal void Show(ReceivedMessage message)
    {
        if (isJson)
        {
            context.Terminal.Out.WriteLine(JsonLines.Message(message));
        }
        else
        {
            context.WriteLines(context.Format.Message(message, context.Terminal.Columns, AboutFile(message)));
        }
    }

    internal void SayNothingCame()
    {
        if (!isJson)
        {
            context.Terminal.Out.WriteLine("no new messages");
        }
    }

    /// <summary>What saves the files of a chat; null where nobody has asked for that.</summary>
    internal FileSaver? SaverFor(IChat chat) => folder is null
        ? null
        : new FileSaver(chat.Files, folder, TellSaved, why => context.Terminal.Error.WriteLine($"sdtp: {SafeText.Line(why)}"));

    private void TellSaved(string from, FileContent file, string path) => context.Terminal.Out.WriteLine(
        isJson ? JsonLines.Saved(from, file, path) : ChatFormat.Saved(from, file, path));

    /// <summary>What becomes of a file that is told about.</summary>
    private string AboutFile(ReceivedMessage message) => folder is null
        ? "fetch --save-files DIR, the shell or the full-screen chat saves it"
        : message.From.Trust == SenderTrust.Pinned
            ? ""
            : "not saved, since they are no contact: the shell or the full-screen chat can";
}
