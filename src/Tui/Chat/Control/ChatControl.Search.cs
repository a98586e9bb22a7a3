using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Control;

/// <content>Searching: at once in what is in memory, in the rest of the history through the backend.</content>
internal sealed partial class ChatControl
{
    private bool _isSearchEverywhere;
    private (string Name, long Id)? _hit;

    /// <summary>The search of the history that has not ended; what comes of another one is of no use any more.</summary>
    private ChatRequest.Search? _asked;

    private void BeginSearch(string text, bool everywhere)
    {
        EndSearch();
        if (text.Length > 0)
        {
            SearchText = text;
            _isSearchEverywhere = everywhere;
            SearchOn(towardsPast: true);
        }
    }

    private void EndSearch()
    {
        StopAsking();
        SearchText = null;
        _hit = null;
    }

    /// <summary>Ends the search of the history that is under way, if one is.</summary>
    private void StopAsking()
    {
        if (_asked is not null)
        {
            _backend.Ask(new ChatRequest.StopSearch());
        }

        EndAsking();
    }

    private void EndAsking()
    {
        _asked = null;
        State.Progress = null;
    }

    private void SearchOn(bool towardsPast)
    {
        if (SearchText is not { } text)
        {
            ShowSearch();
        }
        else if (_hit is null && !towardsPast)
        {
            Say("No newer hit.");
        }
        else if (FindInMemory(text, towardsPast) is { } found)
        {
            ShowHit(found.Chat, found.Id);
        }
        else
        {
            AskForHit(text, towardsPast);
        }
    }

    /// <summary>
    /// The next hit, where what is in memory can tell: in one conversation, and on from a message there. Between two conversations, and
    /// beyond a gap, only the history knows which comes first.
    /// </summary>
    private (Conversation Chat, long Id)? FindInMemory(string text, bool towardsPast)
    {
        if (_isSearchEverywhere || State.Selected is not { } chat)
        {
            return null;
        }

        var step = towardsPast ? -1 : 1;
        var from = _hit is { } hit && hit.Name == chat.Name ? chat.IndexOf(hit.Id) : chat.MayHaveNewer ? -1 : chat.Messages.Count;
        for (var i = from + step; from >= 0 && i >= 0 && i < chat.Messages.Count; i += step)
        {
            if (Holds(chat.Messages[i], text))
            {
                return (chat, chat.Messages[i].Id);
            }
        }

        return null;
    }

    /// <summary>As the history searches: in texts and in the names of files, and not in what this program says.</summary>
    private static bool Holds(ChatMessage message, string text) => message.Side != MessageSide.Note
        && (message.File?.Name ?? message.Text).Contains(text, StringComparison.OrdinalIgnoreCase);

    private void AskForHit(string text, bool towardsPast)
    {
        var name = _isSearchEverywhere ? null : State.Selected?.Name;
        var from = name is null || _hit?.Name == name ? _hit?.Id : null;
        if (name is not null && State.Find(name) is { Messages.Count: > 0 } chat
            && (from is { } id ? chat.IndexOf(id) >= 0 : !chat.MayHaveNewer))
        {
            // What is in memory has been looked through.
            from = chat.Messages[towardsPast ? 0 : ^1].Id;
        }

        var search = new ChatRequest.Search(name, text, from ?? HistoryPlace.Newest, towardsPast);
        if (_backend.Ask(search))
        {
            _asked = search;
            var where = $"{(towardsPast ? "older" : "newer")} messages of {name ?? "all chats"}";
            State.Progress = new Notice(SafeText.Line($"Searching, Esc stops: \u201C{text}\u201D in {where}"), IsError: false);
        }
    }

    private void TakeInHit(ChatEvent.SearchEnded ended)
    {
        if (!ReferenceEquals(ended.Asked, _asked))
        {
            return;
        }

        EndAsking();
        if (ended.Failure is { } failure)
        {
            Say(failure, isError: true);
        }
        else if (ended is { Name: { } name, Id: { } id } && State.Find(name) is { } chat)
        {
            ShowHit(chat, id);
        }
        else if (_hit is not null)
        {
            Say(ended.Asked.TowardsPast ? "No older hit." : "No newer hit.");
        }
        else
        {
            // There is nothing that n and N could go to: letters are for writing again.
            EndSearch();
            Say($"Nowhere found: {ended.Asked.Text}");
        }
    }

    private void ShowHit(Conversation chat, long id)
    {
        StopAsking();
        _hit = (chat.Name, id);
        Open(chat, isAtNewest: false);
        GoTo(chat, id);
        Say($"{(chat.Draft.IsEmpty ? "n older, N" : "F3 older, Shift-F3")} newer, Esc ends: \u201C{SearchText}\u201D");
    }
}
