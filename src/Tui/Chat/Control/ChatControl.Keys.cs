using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>What each key does.</content>
internal sealed partial class ChatControl
{
    private MessagePane? Pane => State.Selected is { } chat && Layout is { ChatColumns: > 0 } layout
        ? new MessagePane(chat, Times, layout.ChatColumns, layout.MessageRows, SearchText, Blocks)
        : null;

    private void Do(ChatAction action)
    {
        switch (action)
        {
            case ChatAction.Help:
                Show(new HelpOverlay(Keys));
                break;
            case ChatAction.Palette:
                ShowPalette();
                break;
            case ChatAction.Search:
                ShowSearch();
                break;
            case ChatAction.NextHit:
                SearchOn(towardsPast: true);
                break;
            case ChatAction.PreviousHit:
                SearchOn(towardsPast: false);
                break;
            case ChatAction.Retry:
                Retry();
                break;
            case ChatAction.Lock:
                Lock();
                break;
            case ChatAction.Quit:
                Leave(ChatExit.Quit);
                break;
            case ChatAction.Back:
                GoBack();
                break;
            case ChatAction.TypeMode:
                EnterTypeMode();
                break;
            case ChatAction.CommandMode:
                Keys.IsCommandMode = true;
                break;
            default:
                if (!Navigate(action) && Draft is { } draft && !Complete(draft, action))
                {
                    Edit(draft, action);
                    HintAt(draft);
                }

                break;
        }
    }

    private bool Navigate(ChatAction action)
    {
        var isList = Layout is { IsFolded: true, ChatColumns: 0 };
        switch (action)
        {
            case ChatAction.PreviousChat:
            case ChatAction.Up when isList:
                StepInPlace(-1, isList);
                return true;
            case ChatAction.NextChat:
            case ChatAction.Down when isList:
                StepInPlace(1, isList);
                return true;
            case ChatAction.Send or ChatAction.Right when isList:
                OpenFromList();
                return true;
            case ChatAction.NextUnread:
                NextUnread();
                return true;
            case ChatAction.PageUp:
                ScrollBy(Math.Max(1, Layout.MessageRows - 2));
                return true;
            case ChatAction.PageDown:
                ScrollBy(-Math.Max(1, Layout.MessageRows - 2));
                return true;
            case ChatAction.LineUp:
                ScrollBy(1);
                return true;
            case ChatAction.LineDown:
                ScrollBy(-1);
                return true;
            case ChatAction.Oldest:
                GoToOldest();
                return true;
            case ChatAction.Newest:
                ScrollToNewest();
                return true;
            default:
                return false;
        }
    }

    private void Edit(TextBuffer draft, ChatAction action)
    {
        switch (action)
        {
            case ChatAction.Send:
                Submit(draft);
                break;
            case ChatAction.NewLine:
                draft.Insert("\n");
                break;
            case ChatAction.Left:
                draft.Left();
                break;
            case ChatAction.Right:
                draft.Right();
                break;
            case ChatAction.Up when !draft.Up():
                ScrollBy(1);
                break;
            case ChatAction.Down when !draft.Down():
                ScrollBy(-1);
                break;
            case ChatAction.WordLeft:
                draft.WordLeft();
                break;
            case ChatAction.WordRight:
                draft.WordRight();
                break;
            case ChatAction.LineStart:
                draft.Home();
                break;
            case ChatAction.LineEnd:
                draft.End();
                break;
            case ChatAction.DeleteBack:
                draft.DeleteBack();
                break;
            case ChatAction.DeleteForward:
                draft.DeleteForward();
                break;
            case ChatAction.DeleteWord:
                draft.DeleteWordBack();
                break;
            case ChatAction.DeleteToStart:
                draft.DeleteToLineStart();
                break;
            case ChatAction.DeleteToEnd:
                draft.DeleteToLineEnd();
                break;
        }
    }

    private void StepInPlace(int step, bool isList)
    {
        // In the folded list one moves over the chats without reading them.
        Step(step);
        State.Folded = isList ? FoldedPane.List : State.Folded;
    }

    private void OpenFromList()
    {
        if (State.Selected is { } chat)
        {
            Open(chat);
        }
        else
        {
            Step(1);
        }
    }

    private void EnterTypeMode()
    {
        Keys.IsCommandMode = false;
        if (Layout is { IsFolded: true, ChatColumns: 0 })
        {
            OpenFromList();
        }
    }

    private void NextUnread()
    {
        var before = State.Selected;
        if (!State.SelectNextUnread())
        {
            Say("Nothing is unread.");
            return;
        }

        if (before != State.Selected)
        {
            KeepDraft(before);
        }

        TellSeen(State.Selected!);
    }

    private void ScrollBy(int lines)
    {
        TryAgain(State.Selected);
        Pane?.Scroll(lines);
        if (State.Selected is { Scroll: null, Unread: > 0 } chat)
        {
            Open(chat);
        }
    }

    private void ScrollToNewest()
    {
        if (State.Selected is { } chat)
        {
            _destination = null;
            chat.Scroll = null;
            TryAgain(chat);
            Open(chat);
        }
    }

    private void Lock()
    {
        if (_backend.CanLock)
        {
            Leave(ChatExit.Lock);
        }
        else
        {
            Say("This identity has no passphrase, so nothing can lock it.", isError: true);
        }
    }

    private void GoBack()
    {
        if (SearchText is not null)
        {
            EndSearch();
        }
        else if (State.Selected?.Scroll is not null)
        {
            ScrollToNewest();
        }
        else if (Layout.IsFolded)
        {
            KeepDraft(State.Selected);
            State.Folded = FoldedPane.List;
        }
    }

    private void Retry()
    {
        if (State.Link.State is LinkState.Retrying or LinkState.Stopped)
        {
            _backend.Ask(new ChatRequest.Reconnect());
        }

        if (State.Selected is not { } chat)
        {
            return;
        }

        if (chat.Failed.Count > 0 && chat.IsBlocked)
        {
            Say($"The key of {chat.Name} has changed: /accept it first.", isError: true);
            return;
        }

        foreach (var id in chat.Failed)
        {
            _backend.Ask(new ChatRequest.Retry(chat.Name, id));
        }
    }
}
