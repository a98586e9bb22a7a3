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
    private long _offerAskedAt;
    private bool _isOfferQuiet;

    private void OfferSave(string name, long? id, bool isQuiet = false)
    {
        (_offerAskedAt, _isOfferQuiet) = (_strokes, isQuiet);
        _backend.Ask(new ChatRequest.OfferSave(name, id, isQuiet));
    }

    private void OfferStop(string name)
    {
        (_offerAskedAt, _isOfferQuiet) = (_strokes, false);
        _backend.Ask(new ChatRequest.OfferStop(name));
    }

    /// <summary>
    /// Shows what was asked for, unless the person has gone on: the next key would be the answer to a question that they have not read, and
    /// might throw a file away.
    /// </summary>
    private void ShowOffer(Action show)
    {
        if (_strokes == _offerAskedAt)
        {
            show();
        }
        else if (!_isOfferQuiet)
        {
            Say("The files were found while you were typing: ask again to see them.");
        }
    }

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

    private void MoveFile(ChatEvent.FileMoved moved)
    {
        if (State.Find(moved.Name) is not { } chat)
        {
            return;
        }

        chat.Move(moved.Id, moved.File);
        if (moved.HasArrived && IsLooking(chat))
        {
            Say($"{moved.File.Name} is here: Enter or /save saves it.");
        }
        else if (moved.HasArrived)
        {
            Ring(chat);
        }
    }

    /// <summary>A click on the line of a file: what can be done with it now.</summary>
    private void OpenFile(Conversation chat, ChatMessage message)
    {
        switch (message.File)
        {
            case { State: FileState.Waiting }:
                OfferSave(chat.Name, message.Id);
                break;
            case { State: FileState.Sending or FileState.Failed or FileState.Receiving } file:
                ShowStop(chat.Name, message.Id, file);
                break;
            case { State: FileState.Saved, SavedTo: { } path }:
                Say($"Saved to {path}");
                break;
        }
    }

    /// <summary>Asks which one, the newest first; one alone needs no choice.</summary>
    private void ShowFiles(ChatEvent.FilesOffered offer)
    {
        if (offer is { Purpose: FilePurpose.Stop, Files: [{ File: { } only } message] })
        {
            ShowStop(offer.Name, message.Id, only);
            return;
        }

        Show(new PaletteOverlay(
            [
                .. offer.Files.Reverse().Where(entry => entry.File is not null).Select(entry => new PaletteEntry(
                    entry.File!.Name,
                    $"{FileFormat.Size(entry.File.SizeBytes)}, {FileRow.State(entry.File) ?? Times.Short(entry.At)}",
                    () => Choose(offer, entry.Id, entry.File))),
            ],
            _ => null,
            offer.Purpose == FilePurpose.Save ? "Save which file?" : "Stop which file?",
            "nothing fits"));
    }

    private void Choose(ChatEvent.FilesOffered offer, long id, ChatFile file)
    {
        if (offer.Purpose == FilePurpose.Save)
        {
            OfferSave(offer.Name, id);
        }
        else
        {
            ShowStop(offer.Name, id, file);
        }
    }

    private void ShowStop(string name, long id, ChatFile file)
    {
        var isOwn = file.State != FileState.Receiving;
        Show(new TextOverlay(
            !isOwn ? "Stop receiving this file?" : file.State == FileState.Failed ? "This file was not sent" : "Stop sending this file?",
            columns =>
            [
                .. Fact("name", file.Name, columns),
                .. Fact("size", FileFormat.Size(file.SizeBytes), columns),
                .. Fact(isOwn ? "to" : "from", name, columns),
                .. Fact("now", StateNow(name, id, file), columns),
                StyledLine.Empty,
                .. Paragraphs(
                    isOwn
                        ? "Nothing more of it is sent then, and it is not kept here. What has left cannot be called back."
                        : "What is here of it is thrown away, and so is what still comes. They are not told.",
                    columns),
            ],
            file.State == FileState.Failed
                ? [Retrying(name, id), Stopping(name, id, "give it up")]
                : [Stopping(name, id, "stop")]));
    }

    /// <summary>How far a file has come by now: it goes on while somebody reads the question.</summary>
    private string StateNow(string name, long id, ChatFile asked)
    {
        var chat = State.Find(name);
        var now = chat?.IndexOf(id) is >= 0 and var index ? chat.Messages[index].File ?? asked : asked;
        return FileRow.State(now) ?? (now.State == FileState.Failed ? "not sent" : "through already");
    }

    private OverlayChoice Retrying(string name, long id) => new("r", "send it again", () => _backend.Ask(new ChatRequest.Retry(name, id)));

    private OverlayChoice Stopping(string name, long id, string label) =>
        new("y", label, () => _backend.Ask(new ChatRequest.StopFile(name, id)));

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
