namespace Sdtp.Tui.Chat.State;

/// <summary>
/// The part of a conversation that is in memory: messages without a gap between them, the oldest first. It is bounded in number and in
/// length; what has fallen out at one end comes from the history again when somebody scrolls there.
/// </summary>
internal sealed class MessageWindow
{
    /// <summary>Most messages of the conversation that a person looks at.</summary>
    internal const int MessagesMax = 1_000;

    /// <summary>Most messages of a conversation that nobody looks at.</summary>
    internal const int QuietMessagesMax = 200;

    /// <summary>Most UTF-16 units of text, unless a single screenful has more.</summary>
    internal const int TextMax = 4_000_000;

    /// <summary>So many messages stay whatever their length is: more than a screen shows.</summary>
    private const int MessagesMin = 100;

    private readonly List<ChatMessage> _messages = [];
    private long _text;

    internal IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Whether the history may have messages before the first one here.</summary>
    internal bool MayHaveOlder { get; private set; }

    /// <summary>Whether the history has messages behind the last one here.</summary>
    internal bool MayHaveNewer { get; private set; }

    /// <summary>Puts a message in its place by its id; false when it is here already, or belongs to a part that is not here.</summary>
    internal bool Add(ChatMessage message)
    {
        var place = PlaceOf(message.Id);
        if (place < _messages.Count && _messages[place].Id == message.Id)
        {
            return false;
        }

        if ((place == 0 && MayHaveOlder) || (place == _messages.Count && MayHaveNewer))
        {
            return false;
        }

        Insert(place, [message]);
        return true;
    }

    /// <summary>Takes in messages older than all here.</summary>
    internal void Prepend(IReadOnlyList<ChatMessage> older, bool mayHaveMore)
    {
        Insert(0, older);
        MayHaveOlder = mayHaveMore;
    }

    /// <summary>Takes in messages newer than all here.</summary>
    internal void Append(IReadOnlyList<ChatMessage> newer, bool mayHaveMore)
    {
        Insert(_messages.Count, newer);
        MayHaveNewer = mayHaveMore;
    }

    /// <summary>Shows another part of the conversation.</summary>
    internal void Replace(IReadOnlyList<ChatMessage> messages, bool mayHaveOlder, bool mayHaveNewer)
    {
        Clear();
        Insert(0, messages);
        MayHaveOlder = mayHaveOlder;
        MayHaveNewer = mayHaveNewer;
    }

    internal void Set(int index, ChatMessage message)
    {
        _text += message.Text.Length - _messages[index].Text.Length;
        _messages[index] = message;
    }

    /// <summary>The index of a message; negative when it is not here.</summary>
    internal int IndexOf(long id)
    {
        var place = PlaceOf(id);
        return place < _messages.Count && _messages[place].Id == id ? place : -1;
    }

    /// <summary>Drops messages far from one until the bounds hold again, and gives how many went before it.</summary>
    /// <param name="around">The index of the message that is looked at.</param>
    /// <param name="messagesMax">Most messages that stay.</param>
    internal int Trim(int around, int messagesMax)
    {
        var (from, to) = (0, _messages.Count);
        while (to - from > messagesMax || (_text > TextMax && to - from > MessagesMin))
        {
            // The end that is farther away goes; where one looks at the newest that is always the oldest.
            _text -= around - from >= to - 1 - around ? _messages[from++].Text.Length : _messages[--to].Text.Length;
        }

        MayHaveOlder |= from > 0;
        MayHaveNewer |= to < _messages.Count;
        _messages.RemoveRange(to, _messages.Count - to);
        _messages.RemoveRange(0, from);
        return from;
    }

    internal void Clear()
    {
        _messages.Clear();
        _text = 0;
        MayHaveOlder = false;
        MayHaveNewer = false;
    }

    private void Insert(int place, IReadOnlyList<ChatMessage> messages)
    {
        _messages.InsertRange(place, messages);
        _text += messages.Sum(message => (long)message.Text.Length);
    }

    /// <summary>Where a message of this id stands or would stand.</summary>
    private int PlaceOf(long id)
    {
        // News is nearly always about the newest messages.
        if (_messages.Count == 0 || _messages[^1].Id < id)
        {
            return _messages.Count;
        }

        var (low, high) = (0, _messages.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _messages[middle].Id < id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
