namespace Sdtp.Tui.Chat.State;

/// <summary>One conversation as this screen knows it. Changed on the UI thread only.</summary>
internal sealed class Conversation(string name)
{
    private readonly MessageWindow _window = new();
    private readonly HashSet<long> _waiting = [];
    private readonly SortedSet<long> _failed = [];

    internal string Name { get; } = name;

    /// <summary>The name that the relay gives somebody who is not known here; null for everybody else.</summary>
    internal string? ClaimedName => Name.Split(' ') is [var claimed, "(unverified", _] ? claimed : null;

    internal ContactTrustState Trust { get; set; } = ContactTrustState.Unverified;

    internal bool IsMuted { get; set; }

    /// <summary>When it last rang; null for never.</summary>
    internal DateTimeOffset? RangAt { get; set; }

    /// <summary>The messages in memory, in order of arrival and without a gap.</summary>
    internal IReadOnlyList<ChatMessage> Messages => _window.Messages;

    /// <summary>The newest message, in memory or not.</summary>
    internal ChatMessage? Last { get; private set; }

    internal int Unread { get; private set; }

    /// <summary>The first message under the "new" line; null when there is no such line.</summary>
    internal long? FirstNewId { get; private set; }

    /// <summary>What is being written here.</summary>
    internal TextBuffer Draft { get; } = new(isMultiline: true);

    /// <summary>Where the pane is scrolled to; null follows the newest message.</summary>
    internal ScrollAnchor? Scroll { get; set; }

    /// <summary>Whether older messages may be had from the history.</summary>
    internal bool MayHaveOlder => _window.MayHaveOlder;

    /// <summary>Whether newer messages than those in memory are to be had from the history.</summary>
    internal bool MayHaveNewer => _window.MayHaveNewer;

    /// <summary>Whether a part of the history has been asked for and is on its way.</summary>
    internal bool IsLoading { get; set; }

    /// <summary>Whether the last part that was asked for could not be read.</summary>
    internal bool HasLoadFailed { get; set; }

    internal bool IsBlocked => Trust == ContactTrustState.KeyChanged;

    /// <summary>How many own messages wait for the relay.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>Own messages that are known to have failed, in order.</summary>
    internal IReadOnlyCollection<long> Failed => _failed;

    /// <summary>Adds a message that has just come or was just written; one that the history has told of already changes nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isSeen">Whether a person is looking at the end of this conversation right now.</param>
    /// <param name="isSelected">Whether it is the conversation on the screen.</param>
    internal void Add(ChatMessage message, bool isSeen, bool isSelected = true)
    {
        if (_window.IndexOf(message.Id) >= 0)
        {
            return;
        }

        var place = Scroll;
        if (_window.Add(message) && place is { } anchor && anchor.Index < Messages.Count && Messages[anchor.Index].Id >= message.Id)
        {
            Scroll = anchor with { Index = anchor.Index + 1 };
        }

        Last = Last is null || Last.Id < message.Id ? message : Last;
        Note(message);
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

        Trim(isSelected ? MessageWindow.MessagesMax : MessageWindow.QuietMessagesMax);
    }

    /// <summary>Adds the messages before one, unless that one is not the first any more.</summary>
    internal void Prepend(long beforeId, IReadOnlyList<ChatMessage> older, bool mayHaveMore)
    {
        IsLoading = false;
        if (Messages is not [var first, ..] || first.Id != beforeId)
        {
            return;
        }

        _window.Prepend(older, mayHaveMore);
        if (Scroll is { } anchor)
        {
            Scroll = anchor with { Index = anchor.Index + older.Count };
        }

        Took(older);
    }

    /// <summary>Adds the messages behind one, unless that one is not the last any more.</summary>
    internal void Append(long afterId, IReadOnlyList<ChatMessage> newer, bool mayHaveMore)
    {
        IsLoading = false;
        if (Messages is not [.., var last] || last.Id != afterId)
        {
            return;
        }

        // What has arrived since the history was read is not among them.
        _window.Append(newer, mayHaveMore || (newer.Count > 0 && newer[^1].Id < Last?.Id));
        Took(newer);
    }

    /// <summary>Moves a file on; gives how it was before, or null when it is not in memory.</summary>
    internal ChatFile? Move(long id, ChatFile file)
    {
        if (Last?.Id == id)
        {
            Last = Last with { File = file };
        }

        var index = _window.IndexOf(id);
        if (index < 0 || Messages[index].File is not { } before)
        {
            return null;
        }

        _window.Set(index, Messages[index] with { File = file });
        return before;
    }

    /// <summary>Shows another part of the history; where in it is said by <see cref="Scroll"/>.</summary>
    internal void Replace(IReadOnlyList<ChatMessage> messages, bool mayHaveOlder, bool mayHaveNewer)
    {
        // What has arrived since the history was read is not in this part, but will be in the next. If it was not, it never will be.
        var isBehind = messages is [.., var last] && last.Id < Last?.Id && !(Messages is [.., var before] && before.Id == last.Id);
        _window.Replace(messages, mayHaveOlder, mayHaveNewer || isBehind);
        IsLoading = false;
        Scroll = null;
        Took(messages);
    }

    /// <summary>Moves an own message on; false when it is not in memory.</summary>
    internal bool Move(long id, DeliveryState delivery, string? failure)
    {
        Note(id, delivery);
        if (Last?.Id == id)
        {
            Last = Last with { Delivery = delivery, Failure = failure };
        }

        var index = _window.IndexOf(id);
        if (index >= 0)
        {
            _window.Set(index, Messages[index] with { Delivery = delivery, Failure = failure });
        }

        return index >= 0;
    }

    /// <summary>Where a message is in memory; negative when it is not.</summary>
    internal int IndexOf(long id) => _window.IndexOf(id);

    /// <summary>Sets what the history knows beyond the messages in memory, after loading.</summary>
    /// <param name="unread">How many messages a person has not seen.</param>
    /// <param name="firstUnreadId">The first of them.</param>
    /// <param name="waiting">Own messages that wait for the relay.</param>
    internal void Restore(int unread, long? firstUnreadId, IReadOnlyList<long> waiting)
    {
        Unread = unread;
        FirstNewId = unread > 0 ? firstUnreadId ?? Messages.TakeLast(unread).FirstOrDefault()?.Id : null;
        _waiting.UnionWith(waiting);
    }

    /// <summary>The person looks at the conversation: nothing is unread, but the line above what was new stays until they leave.</summary>
    internal void MarkSeen() => Unread = 0;

    /// <summary>The person has left: the next new message gets a new line, and less is kept in memory.</summary>
    internal void Leave()
    {
        FirstNewId = Unread == 0 ? null : FirstNewId;
        Trim(Scroll is null ? MessageWindow.QuietMessagesMax : MessageWindow.MessagesMax);
    }

    /// <summary>Forgets what is in memory, but for which message is the newest.</summary>
    internal void Clear()
    {
        _window.Clear();
        _waiting.Clear();
        _failed.Clear();
        Unread = 0;
        FirstNewId = null;
        Scroll = null;
        IsLoading = false;
        HasLoadFailed = false;
    }

    private void Took(IReadOnlyList<ChatMessage> loaded)
    {
        foreach (var message in loaded)
        {
            Note(message);
        }

        if (!MayHaveNewer && Messages.Count > 0)
        {
            Last = Messages[^1];
        }

        Trim(MessageWindow.MessagesMax);
    }

    private void Trim(int messagesMax)
    {
        var gone = _window.Trim(Scroll?.Index ?? Messages.Count - 1, messagesMax);
        if (Scroll is { } anchor)
        {
            Scroll = anchor with { Index = anchor.Index - gone };
        }
    }

    private void Note(ChatMessage message)
    {
        if (message.Side == MessageSide.Own)
        {
            Note(message.Id, message.Delivery);
        }
    }

    private void Note(long id, DeliveryState delivery)
    {
        _ = delivery == DeliveryState.Queued ? _waiting.Add(id) : _waiting.Remove(id);
        _ = delivery == DeliveryState.Failed ? _failed.Add(id) : _failed.Remove(id);
    }
}
