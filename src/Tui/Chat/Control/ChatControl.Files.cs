using Sdtp.Client;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Control;

/// <content>Files: choosing one to send, and asking before one is saved.</content>
internal sealed partial class ChatControl
{
    private void SendFile(Conversation chat, string path)
    {
        if (chat.IsBlocked)
        {
            Say($"Not sent: the key of {chat.Name} has changed. /accept shows the new one.", isError: true);
        }
        else if (path.Length > 0)
        {
            _backend.Ask(new ChatRequest.SendFile(chat.Name, path));
        }
        else
        {
            Show(new FileOverlay(
                $"Send a file to {SafeText.Short(chat.Name, 32)}",
                "~/",
                folder => _backend.Ask(new ChatRequest.ListFolder(folder)),
                picked => _backend.Ask(new ChatRequest.SendFile(chat.Name, picked))));
        }
    }

    /// <summary>Asks about the newest file that waits; false when none does.</summary>
    private bool OfferSave(Conversation chat)
    {
        if (chat.Messages.LastOrDefault(message => message.File is { State: FileState.Waiting }) is not { } waiting)
        {
            return false;
        }

        _backend.Ask(new ChatRequest.OfferSave(chat.Name, waiting.Id));
        return true;
    }

    private void MoveFile(ChatEvent.FileMoved moved)
    {
        if (State.Find(moved.Name) is not { } chat || chat.Move(moved.Id, moved.File) is not { } before
            || moved.File.State != FileState.Waiting || before.State == FileState.Waiting)
        {
            return;
        }

        if (IsLooking(chat))
        {
            Say($"{moved.File.Name} is here: Enter or /save saves it.");
        }
        else
        {
            Ring(chat);
        }
    }

    private void ShowSave(ChatEvent.SaveOffered offer)
    {
        var file = offer.File;
        Show(new TextOverlay(
            "Save this file?",
            columns =>
            [
                .. Fact("name", file.Name, columns),
                .. Fact("size", FileFormat.Size(file.SizeBytes), columns),
                .. Fact("from", offer.Name, columns),
                .. Fact("to", Path.Combine(offer.Folder, file.Name), columns),
                StyledLine.Empty,
                .. Paragraphs("Open it only if you expect it: nobody has looked at what is in it.", columns),
            ],
            new OverlayChoice("Enter", "save", () => _backend.Ask(new ChatRequest.SaveFile(offer.Name, offer.Id, null))),
            new OverlayChoice("f", "folder", () => AskFolder(offer)),
            new OverlayChoice("d", "discard", () => _backend.Ask(new ChatRequest.DiscardFile(offer.Name, offer.Id)))));
    }

    private void AskFolder(ChatEvent.SaveOffered offer)
    {
        FormOverlay? form = null;
        form = new FormOverlay(
            "Save where?",
            [$"{offer.File.Name} goes to this folder, which is made if need be. /downloads changes it for all."],
            [new FormField("Folder", Preset: offer.Folder)],
            values =>
            {
                form!.Close();
                _backend.Ask(new ChatRequest.SaveFile(offer.Name, offer.Id, values[0].Trim().Length > 0 ? values[0] : null));
            },
            () => { });
        Show(form);
    }

    private static IEnumerable<StyledLine> Fact(string label, string value, int columns)
    {
        const int LabelColumns = 6;
        var lines = TextWrap.Lines(SafeText.Line(value), Math.Max(1, columns - LabelColumns));
        return lines.Index().Select(
            line => new StyledLine(TextWidth.Pad(line.Index == 0 ? label : "", LabelColumns), Tone.Faint).Add(line.Item));
    }
}
