using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>What each event of the backend does.</content>
internal sealed partial class ChatControl
{
    private bool _seesNew;
    private Notice? _deleting;

    private void Apply(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatEvent.Loaded loaded:
                Load(loaded.Chat);
                break;
            case ChatEvent.Ready:
                State.IsLoaded = true;
                State.Sort();
                OpenFirst();
                break;
            case ChatEvent.Arrived arrived:
                Arrive(arrived);
                break;
            case ChatEvent.Moved moved:
                State.Find(moved.Name)?.Move(moved.Id, moved.Delivery, moved.Failure);
                if (moved is { Delivery: DeliveryState.Failed, Failure: { } failure } && moved.Name != State.Selected?.Name)
                {
                    Say($"To {moved.Name}: {failure}", isError: true);
                }

                break;
            case ChatEvent.FileMoved moved:
                MoveFile(moved);
                break;
            case ChatEvent.SaveOffered offer:
                ShowOffer(() => ShowSave(offer));
                break;
            case ChatEvent.FilesOffered offer:
                ShowOffer(() => ShowFiles(offer));
                break;
            case ChatEvent.Listed listed:
                (Overlay as FileOverlay)?.Show(listed.Folder, listed.Entries);
                break;
            case ChatEvent.Older or ChatEvent.Newer or ChatEvent.LoadedAt or ChatEvent.LoadFailed:
                TakeIn(happened);
                break;
            case ChatEvent.TrustChanged changed:
                State.Obtain(changed.Name).Trust = changed.Trust;
                break;
            case ChatEvent.LinkChanged link:
                State.Link = link.Link;
                break;
            case ChatEvent.Found found:
                ShowFound(found.Card, found.Purpose);
                break;
            case ChatEvent.SearchEnded ended:
                TakeInHit(ended);
                break;
            case ChatEvent.Deleted deleted when State.Find(deleted.Name) is { } chat:
                Follow(chat, deleted.NowIn);
                State.Remove(chat);
                State.Notice = ReferenceEquals(State.Notice, _deleting) ? null : State.Notice;
                break;
            case ChatEvent.Told told:
                Say(told.Text, told.IsError);
                break;
            case ChatEvent.Warned warned:
                ShowText(warned.Title, warned.Text);
                break;
        }
    }

    private void Load(StoredChat stored)
    {
        var chat = State.Obtain(stored.Name);

        // What has arrived since the history was read is not in it.
        var isLooking = IsLooking(chat);
        var late = chat.Messages.Where(message => stored.Messages is not [.., var last] || message.Id > last.Id).ToArray();
        chat.Trust = stored.Trust;
        chat.IsMuted = stored.IsMuted;
        chat.Clear();
        if (chat.Draft.IsEmpty)
        {
            chat.Draft.Set(stored.Draft);
        }

        chat.Replace(stored.Messages, stored.MayHaveOlder, mayHaveNewer: false);
        chat.Restore(stored.Unread, stored.FirstUnreadId, stored.Waiting);
        foreach (var message in late)
        {
            chat.Add(message, isSeen: message.Side == MessageSide.Own || isLooking, isSelected: chat == State.Selected);
        }
    }

    /// <summary>Goes along with a conversation that has become part of another: what is typed next must not reach somebody else.</summary>
    private void Follow(Conversation chat, string? nowIn)
    {
        if (State.Selected != chat || nowIn is null)
        {
            return;
        }

        var (to, folded) = (State.Obtain(nowIn), State.Folded);
        if (to.Draft.IsEmpty)
        {
            to.Draft.Set(chat.Draft.Text[..chat.Draft.Cursor], chat.Draft.Text[chat.Draft.Cursor..]);
        }

        var hadUnread = to.Unread > 0;
        State.Select(to);
        State.Folded = folded;
        if (hadUnread)
        {
            TellSeen(to);
        }
    }

    private void OpenFirst()
    {
        // What is unread keeps its mark until the person goes there; where all has been read the newest chat is the place to be.
        if (State.Selected is null && State.Conversations.FirstOrDefault(chat => chat.Unread == 0) is { } quiet
            && State.Conversations[0] == quiet)
        {
            Open(quiet);
            State.Folded = FoldedPane.List;
        }
    }

    private void Arrive(ChatEvent.Arrived arrived)
    {
        var chat = State.Obtain(arrived.Name);
        chat.Trust = arrived.Trust ?? chat.Trust;
        var isOwn = arrived.Message.Side == MessageSide.Own;
        var isLooking = IsLooking(chat);
        chat.Add(arrived.Message, isSeen: isOwn || isLooking, isSelected: chat == State.Selected);
        if (isOwn)
        {
            return;
        }

        if (isLooking)
        {
            // Written once for a whole batch: a flood of messages must not become a flood of writes.
            _seesNew = true;
        }
        else
        {
            Ring(chat);
        }
    }

    private void Ring(Conversation chat)
    {
        if (!chat.IsMuted && State.IsLoaded && !(Times.Now - chat.RangAt < RingsAtMostEvery))
        {
            chat.RangAt = Times.Now;
            Rang?.Invoke(chat.Name);
        }
    }

    private bool IsLooking(Conversation chat) =>
        chat == State.Selected && chat is { Scroll: null, MayHaveNewer: false } && Layout.ChatColumns > 0;

    private void ShowFound(ContactCard card, LookupPurpose purpose)
    {
        if (purpose is LookupPurpose.Show or LookupPurpose.Verify or LookupPurpose.AcceptKey && _strokes != _askedAt)
        {
            // The next letter of somebody who writes on meanwhile would be the answer to a question that they have not read.
            Say($"The relay has answered about {card.Name}, while you were typing: ask again to see it.");
            return;
        }

        switch (purpose)
        {
            case LookupPurpose.OpenChat when card.Trust != ContactTrustState.KeyChanged:
                var chat = State.Obtain(card.Name);
                chat.Trust = card.Trust;
                if (_strokes == _askedAt)
                {
                    Open(chat);
                }
                else if (chat != State.Selected)
                {
                    // What somebody is typing meanwhile is for somebody else.
                    Say($"The chat with {card.Name} is there now: Ctrl-K goes to it.");
                }

                break;
            case LookupPurpose.AcceptKey when card.Trust != ContactTrustState.KeyChanged:
                Say($"The key of {card.Name} has not changed: there is nothing to accept.");
                break;
            case LookupPurpose.Verify when card.Trust != ContactTrustState.KeyChanged:
                ShowVerify(card);
                break;
            case LookupPurpose.Show when card.Trust != ContactTrustState.KeyChanged:
                ShowCard(card);
                break;
            case LookupPurpose.TellKeyChange when card.Trust != ContactTrustState.KeyChanged:
                break;
            default:
                ShowKeyChange(card, mayAccept: purpose == LookupPurpose.AcceptKey);
                break;
        }
    }
}
