using Sdtp.Tui.Chat.Backends;

namespace Sdtp.Tui.Chat.Control;

/// <content>Searching: in what is loaded at once, in the older history through the backend.</content>
internal sealed partial class ChatControl
{
    private bool _isSearchEverywhere;
    private (string Name, long Id)? _hit;

    private void BeginSearch(string text, bool everywhere)
    {
        if (text.Length == 0)
        {
            EndSearch();
            return;
        }

        SearchText = text;
        _isSearchEverywhere = everywhere;
        _hit = null;
        SearchOn(towardsPast: true);
    }

    private void EndSearch()
    {
        SearchText = null;
        _hit = null;
    }

    private void SearchOn(bool towardsPast)
    {
        if (SearchText is not { } text)
        {
            ShowSearch();
            return;
        }

        var found = Hits(text).Where(hit => _hit is not { } last || hit != last);
        var next = towardsPast
            ? found.Where(hit => _hit is not { } last || IsOlder(hit, last)).FirstOrDefault()
            : found.Where(hit => _hit is { } last && IsOlder(last, hit)).LastOrDefault();
        if (next != default)
        {
            GoTo(next.Name, next.Id);
        }
        else if (towardsPast)
        {
            AskForOlderHit(text);
        }
        else
        {
            Say("No newer hit.");
        }
    }

    private void AskForOlderHit(string text)
    {
        var name = _isSearchEverywhere ? null : State.Selected?.Name;
        var before = name is null
            ? _hit?.Id ?? long.MaxValue
            : State.Find(name)?.Messages is [var oldest, ..] ? oldest.Id : long.MaxValue;
        Say("Searching older messages\u2026");
        _backend.Ask(new ChatRequest.Search(name, text, before));
    }

    private void ShowHit(ChatEvent.SearchEnded ended)
    {
        if (ended.Text != SearchText)
        {
            return;
        }

        if (ended is { Name: { } name, Id: { } id })
        {
            State.Notice = null;
            GoTo(name, id);
        }
        else
        {
            Say(_hit is null ? $"Nowhere found: {ended.Text}" : "No older hit.");
        }
    }

    /// <summary>All loaded hits, the newest first.</summary>
    private IEnumerable<(string Name, long Id)> Hits(string text)
    {
        var chats = _isSearchEverywhere ? State.Conversations : State.Selected is { } chat ? [chat] : [];
        return chats
            .SelectMany(one => one.Messages
                .Where(message => message.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Select(message => (one.Name, message.Id)))
            .OrderByDescending(hit => hit.Id);
    }

    private static bool IsOlder((string Name, long Id) one, (string Name, long Id) other) => one.Id < other.Id;

    private void GoTo(string name, long id)
    {
        if (State.Find(name) is not { } chat)
        {
            return;
        }

        var index = chat.Messages.Select(message => message.Id).ToList().IndexOf(id);
        if (index < 0)
        {
            return;
        }

        _hit = (name, id);
        Open(chat);
        Pane?.ScrollTo(index);
        Say($"\u201C{SearchText}\u201D: n older, N newer, Esc ends the search");
    }
}
