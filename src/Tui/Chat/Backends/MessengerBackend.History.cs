using System.Collections.Immutable;
using Sdtp.Client;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Backends;

/// <content>Parts of the history, and searching it.</content>
internal sealed partial class MessengerBackend
{
    /// <summary>Messages of each chat that are loaded at first: about a screen, so that many chats start as soon as one.</summary>
    internal const int FirstMax = 50;

    /// <summary>Messages that are loaded at each scroll beyond.</summary>
    internal const int PageMax = 200;

    /// <summary>A page ends early with so many UTF-16 units of text: a peer's longest messages are not worth waiting for.</summary>
    private const int PageTextMax = 1_000_000;

    /// <summary>Messages that are read from the disk at once.</summary>
    private const int ReadMax = 50;

    /// <summary>Held from reading a part of a chat to telling it: what is read before a merge is not told after it.</summary>
    private readonly SemaphoreSlim _reading = new(1, 1);

    private CancellationTokenSource? _search;
    private Task _searching = Task.CompletedTask;
    private Task _exporting = Task.CompletedTask;

    /// <summary>Chats whose last export is under way or has failed. Written by one export at a time.</summary>
    private volatile ImmutableHashSet<string> _unexported = [];

    private async Task LoadChatsAsync()
    {
        try
        {
            foreach (var chat in _profile.History.Chats())
            {
                await LoadChatAsync(chat).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            await TellAsync(new ChatEvent.Warned("The local history cannot be read", Words(error))).ConfigureAwait(false);
        }

        await TellAsync(new ChatEvent.Ready()).ConfigureAwait(false);
    }

    private async Task LoadChatAsync(HistoryChat chat)
    {
        ChatEvent loaded;
        try
        {
            loaded = new ChatEvent.Loaded(Stored(chat));
        }
        catch (Exception error)
        {
            // The other chats are shown, and one can still write, here too.
            loaded = new ChatEvent.Warned($"The chat with {SafeText.Line(chat.Name)} cannot be read", Words(error));
        }

        await TellAsync(loaded).ConfigureAwait(false);
    }

    private StoredChat Stored(HistoryChat chat)
    {
        var history = _profile.History;
        var (messages, mayHaveOlder) = Before(chat.Name, HistoryPlace.Newest, FirstMax);
        var unread = history.CountUnseen(chat.Name, messages is [.., var newest] ? newest.Id : 0);
        return new StoredChat(chat.Name, TrustOf(chat), chat.IsMuted, unread, chat.Draft, messages, mayHaveOlder)
        {
            FirstUnreadId = unread > 0 ? history.FirstUnseen(chat.Name) : null,
            Waiting = history.Waiting(chat.Name),
        };
    }

    /// <summary>Reads a part of a conversation and tells it: every load has exactly one answer.</summary>
    private async Task LoadAsync(string name, Func<ChatEvent> load)
    {
        await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await TellAsync(load()).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await TellAsync(new ChatEvent.LoadFailed(name, Words(error))).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    private ChatEvent.Older LoadOlder(ChatRequest.LoadOlder older)
    {
        var (before, mayHaveOlder) = Before(older.Name, older.BeforeId, PageMax);
        return new ChatEvent.Older(older.Name, older.BeforeId, before, mayHaveOlder);
    }

    private ChatEvent.Newer LoadNewer(ChatRequest.LoadNewer newer)
    {
        var (after, mayHaveNewer) = After(newer.Name, newer.AfterId, PageMax);
        return new ChatEvent.Newer(newer.Name, newer.AfterId, after, mayHaveNewer);
    }

    private ChatEvent.LoadedAt LoadAt(ChatRequest.LoadAt at)
    {
        var (before, mayHaveOlder) = Before(at.Name, at.Id, PageMax);
        if (at.Id == HistoryPlace.Newest)
        {
            return new ChatEvent.LoadedAt(at.Name, at.Id, before, mayHaveOlder, MayHaveNewer: false);
        }

        // The message itself is the first of those behind the one before it.
        var (after, mayHaveNewer) = After(at.Name, at.Id - 1, PageMax);
        return new ChatEvent.LoadedAt(at.Name, at.Id, [.. before, .. after], mayHaveOlder, mayHaveNewer);
    }

    private (IReadOnlyList<ChatMessage> Messages, bool MayHaveMore) Before(string chat, long id, int max) => Page(
        read => _profile.History.Page(chat, read is [var first, ..] ? first.Id : id, ReadMax),
        (read, page) => read.InsertRange(0, page),
        max);

    private (IReadOnlyList<ChatMessage> Messages, bool MayHaveMore) After(string chat, long id, int max) => Page(
        read => _profile.History.PageAfter(chat, read is [.., var last] ? last.Id : id, ReadMax),
        (read, page) => read.AddRange(page),
        max);

    /// <summary>An entry with what only the messenger knows of it.</summary>
    private ChatMessage Shown(HistoryEntry entry)
    {
        var message = HistoryFormat.Message(entry);
        return message.File is { } file ? message with { File = file with { IsPaused = News.IsPaused(entry.Id) } } : message;
    }

    private (IReadOnlyList<ChatMessage> Messages, bool MayHaveMore) Page(
        Func<List<ChatMessage>, IReadOnlyList<HistoryEntry>> next, Action<List<ChatMessage>, IEnumerable<ChatMessage>> take, int max)
    {
        var read = new List<ChatMessage>();
        var text = 0;
        while (read.Count < max && text < PageTextMax)
        {
            var page = next(read).Select(Shown).ToArray();
            take(read, page);
            text += page.Sum(message => message.Text.Length);
            if (page.Length < ReadMax)
            {
                return (read, false);
            }
        }

        return (read, true);
    }

    /// <summary>Exports beside the worker, one after the other: a long chat must not keep a message from going out.</summary>
    private async Task ExportAsync(ChatRequest.Export export, Task earlier)
    {
        await earlier.ConfigureAwait(false);
        _unexported = _unexported.Add(export.Name);
        try
        {
            var result = await Task.Run(() => ChatExport.Write(_profile.History, export.Name, export.Path)).ConfigureAwait(false);
            if (result.IsDone)
            {
                _unexported = _unexported.Remove(export.Name);
            }

            await TellAsync(new ChatEvent.Told(result.Said, IsError: !result.IsDone)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await TellAsync(Failed(error)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Deletes a chat, when an export that is under way is through: what was exported before is the whole chat. Not at all where that
    /// fails, since the person has relied on that file.
    /// </summary>
    private async Task DeleteAsync(ChatRequest.Delete delete)
    {
        if (!_exporting.IsCompleted)
        {
            _ = DeleteAfterAsync(_exporting, delete);
            return;
        }

        _profile.History.Delete(delete.Name);
        await TellAsync(new ChatEvent.Deleted(delete.Name)).ConfigureAwait(false);
    }

    /// <summary>Waits beside the worker: messages go out meanwhile.</summary>
    private async Task DeleteAfterAsync(Task exporting, ChatRequest.Delete delete)
    {
        await exporting.ConfigureAwait(false);
        if (_unexported.Contains(delete.Name))
        {
            var told = $"{SafeText.Short(delete.Name, 32)} is not deleted: its export has failed. Export it again, or delete it once more.";
            await TellAsync(new ChatEvent.Told(told, IsError: true)).ConfigureAwait(false);
        }
        else
        {
            Ask(delete);
        }
    }

    /// <summary>Searches beside the worker: a long history must not keep a message from going out.</summary>
    private void BeginSearch(ChatRequest.Search search)
    {
        StopSearch();
        _search = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        _searching = SearchAsync(search, _searching, _search.Token);
    }

    private void StopSearch()
    {
        _search?.Cancel();
        _search?.Dispose();
        _search = null;
    }

    private async Task SearchAsync(ChatRequest.Search search, Task earlier, CancellationToken cancellationToken)
    {
        await earlier.ConfigureAwait(false);
        try
        {
            var hit = await Task.Run(() => Find(search, cancellationToken), cancellationToken).ConfigureAwait(false);
            await TellAsync(new ChatEvent.SearchEnded(search, hit?.Chat, hit?.Id)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Another search has begun, or nobody waits for this one.
        }
        catch (Exception error)
        {
            await TellAsync(new ChatEvent.SearchEnded(search, null, null) { Failure = Words(error) }).ConfigureAwait(false);
        }
    }

    private HistoryEntry? Find(ChatRequest.Search search, CancellationToken cancellationToken) => search.TowardsPast
        ? _profile.History.Search(search.Text, search.Name, search.FromId, cancellationToken)
        : _profile.History.SearchNewer(search.Text, search.Name, search.FromId, cancellationToken);
}
