using System.Collections.Concurrent;
using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Files: sending, saving, and folders to choose from.</content>
internal sealed partial class MessengerBackend
{
    /// <summary>Files that have come further since that was last asked, and whether they wait.</summary>
    private readonly ConcurrentDictionary<long, bool> _moved = new();

    private async Task<bool> AnswerFileAsync(ChatRequest request)
    {
        switch (request)
        {
            case ChatRequest.SendFile send:
                await SendFileAsync(send).ConfigureAwait(false);
                return true;
            case FileProgress progress when _moved.TryRemove(progress.EntryId, out var isPaused):
                await TellFileAsync(progress.EntryId, isPaused).ConfigureAwait(false);
                return true;
            case ChatRequest.OfferSave offer when FindFile(offer.Id) is { State: FileState.Waiting } file:
                await TellAsync(new ChatEvent.SaveOffered(
                    offer.Name, offer.Id, HistoryFormat.File(file, isPaused: false), _profile.Files.DownloadsFolder)).ConfigureAwait(false);
                return true;
            case ChatRequest.SaveFile save:
                await SaveFileAsync(save).ConfigureAwait(false);
                return true;
            case ChatRequest.DiscardFile discard when _profile.Files.Discard(discard.Id):
                await TellFileAsync(discard.Id, isPaused: false).ConfigureAwait(false);
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

    /// <summary>Has the worker look at a file once, however many of its parts have moved by then.</summary>
    private void NoteProgress(long entryId, bool isPaused)
    {
        var isNew = false;
        _moved.AddOrUpdate(
            entryId,
            _ =>
            {
                isNew = true;
                return isPaused;
            },
            (_, _) =>
            {
                isNew = false;
                return isPaused;
            });
        if (isNew && !_requests.Writer.TryWrite(new FileProgress(entryId)))
        {
            // The next part asks again.
            _moved.TryRemove(entryId, out _);
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

    private async Task SaveFileAsync(ChatRequest.SaveFile save)
    {
        var folder = save.Folder is { } typed ? Path.GetFullPath(PathText.Expand(typed)) : null;
        var saved = _profile.Files.Save(save.Id, folder);
        await TellFileAsync(save.Id, isPaused: false).ConfigureAwait(false);
        await TellAsync(saved.SavedTo is { } path
            ? new ChatEvent.Told($"Saved to {path}")
            : new ChatEvent.Told(saved.Message, IsError: true)).ConfigureAwait(false);
    }

    private async Task SetDownloadsAsync(ChatRequest.Downloads downloads)
    {
        if (downloads.Folder is { } typed)
        {
            _profile.Files.DownloadsFolder = Path.GetFullPath(PathText.Expand(typed));
        }

        await TellAsync(new ChatEvent.Told($"Files are saved to {_profile.Files.DownloadsFolder}")).ConfigureAwait(false);
    }

    private async Task TellFileAsync(long entryId, bool isPaused)
    {
        if (_profile.History.Find(entryId) is { Content: FileContent file } entry)
        {
            await TellAsync(new ChatEvent.FileMoved(entry.Chat, entryId, HistoryFormat.File(file, isPaused))).ConfigureAwait(false);
        }
    }

    private FileContent? FindFile(long entryId) => _profile.History.Find(entryId)?.Content as FileContent;

    /// <summary>A file has come further.</summary>
    private sealed record FileProgress(long EntryId) : ChatRequest;
}
