using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Files: sending, saving, stopping, and folders to choose from.</content>
internal sealed partial class MessengerBackend
{
    private async Task<bool> AnswerFileAsync(ChatRequest request)
    {
        switch (request)
        {
            case ChatRequest.SendFile send:
                await SendFileAsync(send).ConfigureAwait(false);
                return true;
            case ChatRequest.OfferSave offer:
                await OfferSaveAsync(offer).ConfigureAwait(false);
                return true;
            case ChatRequest.SaveFile save:
                await SaveFileAsync(save).ConfigureAwait(false);
                return true;
            case ChatRequest.OfferStop offer:
                await OfferStopAsync(offer).ConfigureAwait(false);
                return true;
            case ChatRequest.StopFile stop:
                await StopFileAsync(stop).ConfigureAwait(false);
                return true;
            case ChatRequest.DiscardFile discard when _profile.Files.Discard(discard.Id):
                await TellFileAsync(discard.Id).ConfigureAwait(false);
                return true;
            case ChatRequest.Downloads downloads:
                await SetDownloadsAsync(downloads).ConfigureAwait(false);
                return true;
            case ChatRequest.ListFolder list:
                await TellAsync(new ChatEvent.Listed(list.Folder, FolderList.Of(PathText.Expand(list.Folder)))).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private async Task SendFileAsync(ChatRequest.SendFile send)
    {
        if (!Username.TryParse(send.Name, out var to))
        {
            await TellAsync(new ChatEvent.Told("Write to them first: your answer makes them a contact, who can have files.", IsError: true))
                .ConfigureAwait(false);
            return;
        }

        var offered = _profile.Files.Offer(to, Path.GetFullPath(PathText.Expand(send.Path)), _clock.GetUtcNow());
        if (offered.Entry is not { } entry)
        {
            await TellAsync(new ChatEvent.Told(offered.Message, IsError: true)).ConfigureAwait(false);
            return;
        }

        await TellAsync(new ChatEvent.Arrived(send.Name, HistoryFormat.Message(entry), TrustOf(send.Name))).ConfigureAwait(false);
        Dispatch(entry);
    }

    /// <summary>Asks about the one file that waits, or which one where several do.</summary>
    private async Task OfferSaveAsync(ChatRequest.OfferSave offer)
    {
        var waiting = _profile.Files.Waiting(offer.Name).Where(entry => offer.Id is not { } id || entry.Id == id).ToList();
        if (waiting is [{ Content: FileContent file } one])
        {
            var folder = _profile.Files.DownloadsFolder;
            await TellAsync(new ChatEvent.SaveOffered(offer.Name, one.Id, HistoryFormat.File(file, isPaused: false), folder))
                .ConfigureAwait(false);
        }
        else if (waiting.Count > 0)
        {
            await TellAsync(new ChatEvent.FilesOffered(offer.Name, FilePurpose.Save, [.. waiting.Select(Shown)])).ConfigureAwait(false);
        }
        else if (!offer.IsQuiet)
        {
            await TellAsync(new ChatEvent.Told("No file waits here to be saved.", IsError: true)).ConfigureAwait(false);
        }
    }

    private async Task SaveFileAsync(ChatRequest.SaveFile save)
    {
        var folder = save.Folder is { } typed ? Path.GetFullPath(PathText.Expand(typed)) : null;
        var saved = _profile.Files.Save(save.Id, folder);
        await TellFileAsync(save.Id).ConfigureAwait(false);
        await TellAsync(saved.SavedTo is { } path
            ? new ChatEvent.Told($"Saved to {path}")
            : new ChatEvent.Told(saved.Message, IsError: true)).ConfigureAwait(false);
    }

    private async Task OfferStopAsync(ChatRequest.OfferStop offer)
    {
        var unfinished = _profile.Files.Unfinished(offer.Name);
        await TellAsync(unfinished.Count > 0
            ? new ChatEvent.FilesOffered(offer.Name, FilePurpose.Stop, [.. unfinished.Select(Shown)])
            : new ChatEvent.Told("No file is on its way here.", IsError: true)).ConfigureAwait(false);
    }

    private async Task StopFileAsync(ChatRequest.StopFile stop)
    {
        var isStopped = _profile.Files.Cancel(stop.Id) || _profile.Files.Discard(stop.Id);
        if (!isStopped || _profile.History.Find(stop.Id) is not { Content: FileContent file } entry)
        {
            await TellAsync(new ChatEvent.Told("Too late: it is through already.", IsError: true)).ConfigureAwait(false);
            return;
        }

        News.Unpause(entry.Id);
        await TellFileAsync(entry, file).ConfigureAwait(false);
        if (entry.IsOwn)
        {
            await TellDeliveryAsync(entry).ConfigureAwait(false);
        }

        await TellAsync(new ChatEvent.Told($"Stopped: {file.SafeName}")).ConfigureAwait(false);
    }

    private async Task SetDownloadsAsync(ChatRequest.Downloads downloads)
    {
        if (downloads.Folder is { } typed)
        {
            _profile.Files.DownloadsFolder = Path.GetFullPath(PathText.Expand(typed));
        }

        await TellAsync(new ChatEvent.Told($"Files are saved to {_profile.Files.DownloadsFolder}")).ConfigureAwait(false);
    }
}
