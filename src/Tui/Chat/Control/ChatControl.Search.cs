using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>Searching: at once in what is in memory, in the rest of the history through the backend.</content>
internal sealed partial class ChatControl
{
    private bool _isSearchEverywhere;
    private (string Name, long Id)? _hit;

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
        if (SearchText is not null)
        {
            _backend.Ask(new ChatRequest.StopSearch());
        }

        SearchText = null;
        _hit = null;
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
            if (chat.Messages[i].Text.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return (chat, chat.Messages[i].Id);
            }
        }

        return null;
    }

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

        Say(towardsPast ? "Searching older messages\u2026" : "Searching newer messages\u2026");
        _backend.Ask(new ChatRequest.Search(name, text, from ?? long.MaxValue, towardsPast));
    }

    private void TakeInHit(ChatEvent.SearchEnded ended)
    {
        if (ended.Text != SearchText)
        {
            return;
        }

        if (ended is { Name: { } name, Id: { } id } && State.Find(name) is { } chat)
        {
            State.Notice = null;
            ShowHit(chat, id);
        }
        else
        {
            Say(_hit is null ? $"Nowhere found: {ended.Text}" : ended.IsTowardsPast ? "No older hit." : "No newer hit.");
        }
    }

    private void ShowHit(Conversation chat, long id)
    {
        _hit = (chat.Name, id);
        Open(chat);
        GoTo(chat, id);
        Say($"\u201C{SearchText}\u201D: n older, N newer, Esc ends the search");
    }
}
