namespace Sdtp.Tui.Chat.State;

/// <summary>Which of the two panes is shown where there is room for one.</summary>
internal enum FoldedPane
{
    List,

    Chat,
}

/// <summary>Everything the chat screen shows. Changed on the UI thread only, and without any work that waits.</summary>
internal sealed class ChatState(string me, string relay)
{
    private readonly List<Conversation> _conversations = [];
    private readonly Dictionary<string, Conversation> _byName = new(StringComparer.OrdinalIgnoreCase);

    internal string Me { get; } = me;

    internal string Relay { get; } = relay;

    internal LinkStatus Link { get; set; } = new(LinkState.Connecting);

    /// <summary>The conversations, the one with the newest message first.</summary>
    internal IReadOnlyList<Conversation> Conversations => _conversations;

    /// <summary>Whether the history has been told, and what is not here does not exist.</summary>
    internal bool IsLoaded { get; set; }

    internal Conversation? Selected { get; private set; }

    internal FoldedPane Folded { get; set; } = FoldedPane.List;

    /// <summary>The answer to the last thing the person did; null when there is none.</summary>
    internal Notice? Notice { get; set; }

    /// <summary>What the person waits for, said until it ends; null when it is nothing.</summary>
    internal Notice? Progress { get; set; }

    internal int Unread => _conversations.Where(chat => !chat.IsMuted).Sum(chat => chat.Unread);

    internal int Waiting => _conversations.Sum(chat => chat.Waiting);

    internal Conversation? Find(string name) => _byName.GetValueOrDefault(name);

    internal Conversation Obtain(string name)
    {
        var found = Find(name);
        if (found is null)
        {
            found = new Conversation(name);
            _conversations.Add(found);
            _byName.Add(name, found);
        }

        return found;
    }

    /// <summary>Shows a conversation; what is new in it is seen where its newest messages come into view.</summary>
    internal void Select(Conversation chat, bool isAtNewest = true)
    {
        if (Selected != chat)
        {
            Selected?.Leave();
            Selected = chat;
        }

        Folded = FoldedPane.Chat;
        if (isAtNewest)
        {
            chat.MarkSeen();
        }
    }

    /// <summary>Selects the next conversation with something unread, going down and around.</summary>
    internal bool SelectNextUnread()
    {
        var start = Selected is null ? -1 : _conversations.IndexOf(Selected);
        for (var i = 1; i <= _conversations.Count; i++)
        {
            var chat = _conversations[(start + i) % _conversations.Count];
            if (chat.Unread > 0 && !chat.IsMuted)
            {
                chat.Scroll = null;
                Select(chat);
                return true;
            }
        }

        return false;
    }

    internal void Remove(Conversation chat)
    {
        var index = _conversations.IndexOf(chat);
        _conversations.Remove(chat);
        _byName.Remove(chat.Name);
        if (Selected == chat)
        {
            // The nearest one in which nothing is unread: that keeps its mark until the person goes there.
            Selected = _conversations.Where(other => other.Unread == 0).MinBy(other => Math.Abs(_conversations.IndexOf(other) - index));
        }
    }

    /// <summary>Puts the conversation with the newest message first.</summary>
    internal void Sort() => _conversations.Sort(static (a, b) =>
    {
        var byTime = Nullable.Compare(b.Last?.At, a.Last?.At);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.Name, b.Name);
    });
}

/// <summary>A line that answers the person.</summary>
/// <param name="Text">One line, harmless for a terminal.</param>
/// <param name="IsError">Whether something did not work.</param>
internal sealed record Notice(string Text, bool IsError);
