namespace Sdtp.Tui.Chat.State;

/// <summary>One conversation as this screen knows it. Changed on the UI thread only.</summary>
internal sealed class Conversation(string name)
{
    private readonly List<ChatMessage> _messages = [];

    internal string Name { get; } = name;

    internal ContactTrustState Trust { get; set; } = ContactTrustState.Unverified;

    internal bool IsMuted { get; set; }

    /// <summary>When it last rang; null for never.</summary>
    internal DateTimeOffset? RangAt { get; set; }

    /// <summary>Messages in order of arrival.</summary>
    internal IReadOnlyList<ChatMessage> Messages => _messages;

    internal ChatMessage? Last => _messages.Count > 0 ? _messages[^1] : null;

    internal int Unread { get; private set; }

    /// <summary>The first message under the "new" line; null when there is no such line.</summary>
    internal long? FirstNewId { get; private set; }

    /// <summary>What is being written here.</summary>
    internal TextBuffer Draft { get; } = new(isMultiline: true);

    /// <summary>Where the pane is scrolled to; null follows the newest message.</summary>
    internal ScrollAnchor? Scroll { get; set; }

    /// <summary>Whether older messages may be had from the history.</summary>
    internal bool MayHaveOlder { get; set; }

    internal bool IsBlocked => Trust == ContactTrustState.KeyChanged;

    internal int Waiting { get; private set; }

    /// <summary>Adds a message at the end.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isSeen">Whether a person is looking at the end of this conversation right now.</param>
    internal void Add(ChatMessage message, bool isSeen)
    {
        _messages.Add(message);
        Waiting += message.Delivery == DeliveryState.Queued ? 1 : 0;
        if (message.Side == MessageSide.Own)
        {
            FirstNewId = null;
            Scroll = null;
        }
        else if (!isSeen)
        {
            FirstNewId = Unread == 0 ? message.Id : FirstNewId;
            Unread++;
        }
    }

    /// <summary>Adds older messages of the history before all others, and says whether there may be still older ones.</summary>
    internal void Prepend(IReadOnlyList<ChatMessage> older, bool mayHaveMore)
    {
        _messages.InsertRange(0, older);
        Waiting += older.Count(message => message.Delivery == DeliveryState.Queued);
        MayHaveOlder = mayHaveMore;
        if (Scroll is { } anchor)
        {
            Scroll = anchor with { Index = anchor.Index + older.Count };
        }
    }

    /// <summary>Moves an own message on; false when it is not here.</summary>
    internal bool Move(long id, DeliveryState delivery, string? failure)
    {
        var index = IndexOf(id);
        if (index < 0)
        {
            return false;
        }

        Waiting += (delivery == DeliveryState.Queued ? 1 : 0) - (_messages[index].Delivery == DeliveryState.Queued ? 1 : 0);
        _messages[index] = _messages[index] with { Delivery = delivery, Failure = failure };
        return true;
    }

    /// <summary>Moves a file on; gives how it was before, or null when it is not here.</summary>
    internal ChatFile? Move(long id, ChatFile file)
    {
        var index = IndexOf(id);
        if (index < 0 || _messages[index].File is not { } before)
        {
            return null;
        }

        _messages[index] = _messages[index] with { File = file };
        return before;
    }

    /// <summary>Sets what the history knows of the unread messages, after loading.</summary>
    internal void Restore(int unread)
    {
        Unread = Math.Min(unread, _messages.Count);
        FirstNewId = Unread > 0 ? _messages[^Unread].Id : null;
    }

    /// <summary>The person looks at the conversation: nothing is unread, but the line above what was new stays until they leave.</summary>
    internal void MarkSeen() => Unread = 0;

    /// <summary>The person has left: the next new message gets a new line.</summary>
    internal void Leave() => FirstNewId = Unread == 0 ? null : FirstNewId;

    internal void Clear()
    {
        _messages.Clear();
        Unread = 0;
        Waiting = 0;
        FirstNewId = null;
        Scroll = null;
        MayHaveOlder = false;
    }

    private int IndexOf(long id)
    {
        // Delivery news is nearly always about the newest messages.
        for (var i = _messages.Count - 1; i >= 0; i--)
        {
            if (_messages[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
