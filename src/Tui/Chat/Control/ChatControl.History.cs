using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>Which part of a conversation is in memory: always enough around what is shown, and never all of it.</content>
internal sealed partial class ChatControl
{
    /// <summary>With fewer messages than these beyond the screen the next ones are asked for, before anybody scrolls there.</summary>
    private const int MarginMessages = 300;

    /// <summary>Where to go once the part of the conversation has come.</summary>
    private (Conversation Chat, long Id)? _destination;

    /// <summary>Asks for what is missing around what is shown. At most one request of a conversation is on its way.</summary>
    private void Refill()
    {
        if (State.Selected is not { IsLoading: false, HasLoadFailed: false } chat)
        {
            return;
        }

        var bottom = chat.Scroll?.Index ?? chat.Messages.Count - 1;
        if (chat is { Scroll: null, MayHaveNewer: true })
        {
            Load(chat, new ChatRequest.LoadAt(chat.Name, HistoryPlace.Newest));
        }
        else if (chat is { MayHaveNewer: true, Messages: [.., var newest] } && chat.Messages.Count - 1 - bottom < MarginMessages)
        {
            Load(chat, new ChatRequest.LoadNewer(chat.Name, newest.Id));
        }
        else if (chat is { MayHaveOlder: true, Messages: [var oldest, ..] } && bottom - Layout.MessageRows < MarginMessages)
        {
            Load(chat, new ChatRequest.LoadOlder(chat.Name, oldest.Id));
        }
    }

    private void Load(Conversation chat, ChatRequest request)
    {
        chat.HasLoadFailed = false;
        chat.IsLoading = _backend.Ask(request);
    }

    /// <summary>What could not be read is tried again when the person goes there, and not by itself: it would fail for ever.</summary>
    private static void TryAgain(Conversation? chat)
    {
        if (chat is not null)
        {
            chat.HasLoadFailed = false;
        }
    }

    private void TakeIn(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatEvent.Older older:
                State.Find(older.Name)?.Prepend(older.BeforeId, older.Messages, older.MayHaveMore);
                break;
            case ChatEvent.Newer newer:
                State.Find(newer.Name)?.Append(newer.AfterId, newer.Messages, newer.MayHaveMore);
                break;
            case ChatEvent.LoadFailed failed when State.Find(failed.Name) is { } chat:
                chat.IsLoading = false;
                chat.HasLoadFailed = true;
                _destination = _destination?.Chat == chat ? null : _destination;
                Say(failed.Why, isError: true);
                break;
            case ChatEvent.LoadedAt loaded when State.Find(loaded.Name) is { } chat:
                chat.Replace(loaded.Messages, loaded.MayHaveOlder, loaded.MayHaveNewer);
                Arrive(chat, loaded.Id);
                break;
        }
    }

    private void GoToOldest()
    {
        if (State.Selected is { MayHaveOlder: true } chat)
        {
            GoTo(chat, HistoryPlace.Oldest);
        }
        else
        {
            Pane?.ScrollToTop();
        }
    }

    /// <summary>Shows a message of a conversation, or an end of it, at once where it is in memory.</summary>
    private void GoTo(Conversation chat, long id)
    {
        _destination = (chat, id);
        if (chat.IndexOf(id) >= 0)
        {
            Arrive(chat, id);
        }
        else
        {
            Load(chat, new ChatRequest.LoadAt(chat.Name, id));
        }
    }

    private void Arrive(Conversation chat, long id)
    {
        if (_destination != (chat, id) || chat != State.Selected)
        {
            return;
        }

        _destination = null;
        if (id == HistoryPlace.Oldest)
        {
            Pane?.ScrollToTop();
        }
        else if (chat.IndexOf(id) is >= 0 and var index)
        {
            Pane?.ScrollTo(index);
        }

        if (chat is { Scroll: null, Unread: > 0 })
        {
            Open(chat);
        }
    }
}
