using System.Globalization;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <summary>How the chat screen was left.</summary>
internal enum ChatExit
{
    Quit,

    Lock,
}

/// <summary>
/// What keys and events do to the state. Knows the screen's size and nothing else of the terminal, so every story can be tested without
/// one. Runs on the UI thread and never waits: what takes time is asked of the backend and comes back as an event.
/// </summary>
internal sealed partial class ChatControl
{
    /// <summary>One chat rings at most so often: a flood of messages is not a flood of bells.</summary>
    private static readonly TimeSpan RingsAtMostEvery = TimeSpan.FromSeconds(2);

    private readonly IChatBackend _backend;
    private (string Text, int Cursor, int Columns, ComposeBox Box)? _box;

    /// <summary>Keys and pastes so far, and how many there were when the relay was asked about somebody last.</summary>
    private long _strokes;
    private long _askedAt;

    internal ChatControl(IChatBackend backend, TimeProvider clock, ChatPreferences? preferences = null)
    {
        _backend = backend;
        Times = new Times(clock);
        State = new ChatState(backend.Me, backend.Relay);
        Preferences = preferences ?? new ChatPreferences();
    }

    internal ChatState State { get; }

    internal Times Times { get; }

    internal ChatPreferences Preferences { get; }

    internal KeyMap Keys => Preferences.Keys;

    /// <summary>What lies over the screen; null when nothing does.</summary>
    internal Overlay? Overlay { get; private set; }

    /// <summary>The text that is being searched for and highlighted; null when none is.</summary>
    internal string? SearchText { get; private set; }

    internal int Columns { get; private set; } = 80;

    internal int Rows { get; private set; } = 24;

    /// <summary>Set when the person leaves.</summary>
    internal ChatExit? Exit { get; private set; }

    /// <summary>A new message somewhere that the person is not looking: the name of the conversation.</summary>
    internal event Action<string>? Rang;

    internal ScreenLayout Layout => ScreenLayout.Of(
        Columns,
        Rows,
        State.Selected is null && State.Folded == FoldedPane.Chat ? FoldedPane.List : State.Folded,
        columns => Draft is { } draft ? BoxOf(draft, columns).Rows : 1);

    /// <summary>The formatted messages, kept from one drawing to the next.</summary>
    internal BlockCache Blocks { get; } = new();

    private TextBuffer? Draft => State.Selected?.Draft;

    /// <summary>The draft in a box of a width; the same one until the draft changes.</summary>
    internal ComposeBox BoxOf(TextBuffer draft, int columns)
    {
        if (_box is not { } known || known.Columns != columns || known.Cursor != draft.Cursor || !ReferenceEquals(known.Text, draft.Text))
        {
            _box = known = (draft.Text, draft.Cursor, columns, new ComposeBox(draft, columns));
        }

        return known.Box;
    }

    internal void Resize(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
    }

    /// <summary>Takes in what came from the backend, several at once where several wait.</summary>
    internal void Apply(IEnumerable<ChatEvent> happened)
    {
        foreach (var one in happened)
        {
            Apply(one);
        }

        if (_seesNew && State.Selected is { } chat)
        {
            TellSeen(chat);
        }

        _seesNew = false;
        State.Sort();
        Refill();
    }

    internal void Press(Stroke stroke)
    {
        _strokes++;
        React(stroke);
        Refill();
    }

    private void React(Stroke stroke)
    {
        State.Notice = null;
        Selection = null;
        Keys.IsSearching = SearchText is not null && Draft is not { IsEmpty: false };
        if (stroke.Name == "Ctrl-Q")
        {
            Leave(ChatExit.Quit);
            return;
        }

        if (Overlay is TextOverlay { IsToRead: true } && stroke.Name == "Ctrl-R")
        {
            // The line below the box says what this key does.
            Overlay = null;
        }

        if (Overlay is { } overlay)
        {
            overlay.Press(stroke);
            Overlay = Overlay == overlay && overlay.IsClosed ? null : Overlay;
            return;
        }

        if (stroke.Name == "Ctrl-C")
        {
            Say("Ctrl-Q leaves, Ctrl-U empties the line. Dragging the mouse copies.");
        }
        else if (Keys.Find(stroke) is { } action)
        {
            Do(action);
        }
        else if (stroke.Text.Length > 0 && !(Keys.IsVim && Keys.IsCommandMode))
        {
            Type(stroke.Text);
        }
    }

    internal void Paste(string text)
    {
        _strokes++;
        if (Overlay is { } overlay)
        {
            overlay.Paste(text);
        }
        else
        {
            Type(text);
        }
    }

    internal void Show(Overlay overlay) => Overlay = overlay;

    /// <summary>Leaves the screen; the drafts are kept.</summary>
    internal void Leave(ChatExit exit)
    {
        KeepDraft(State.Selected);
        Exit = exit;
    }

    private void Type(string text)
    {
        if (Draft is { } draft && (!Layout.IsFolded || State.Folded == FoldedPane.Chat))
        {
            if (!draft.Insert(text))
            {
                Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"One message holds {TextBuffer.MessageLengthMax:N0} characters: the rest was left out."),
                    isError: true);
            }

            HintAt(draft);
        }
        else if (State.Selected is null)
        {
            // Somebody who just begins to type wants to talk to someone: the palette asks to whom.
            ShowPalette();
            Overlay!.Paste(text);
        }
    }

    /// <summary>Goes to a conversation, where it was left; what is new in it is seen if that is at its newest messages.</summary>
    private void Open(Conversation chat) => Open(chat, isAtNewest: chat.Scroll is null);

    private void Open(Conversation chat, bool isAtNewest)
    {
        if (State.Selected != chat)
        {
            KeepDraft(State.Selected);
        }

        var hadUnread = chat.Unread > 0;
        State.Select(chat, isAtNewest);
        if (hadUnread && chat.Unread == 0)
        {
            TellSeen(chat);
        }
    }

    private void Step(int step)
    {
        if (State.Conversations.Count > 0)
        {
            var index = State.Selected is null ? -1 : State.Conversations.ToList().IndexOf(State.Selected);
            Open(State.Conversations[Math.Clamp(index + step, 0, State.Conversations.Count - 1)]);
        }
    }

    private void TellSeen(Conversation chat)
    {
        if (chat.Last is { } last)
        {
            _backend.Ask(new ChatRequest.Seen(chat.Name, last.Id));
        }
    }

    private void KeepDraft(Conversation? chat)
    {
        if (chat is not null)
        {
            _backend.Ask(new ChatRequest.KeepDraft(chat.Name, chat.Draft.Text));
        }
    }

    private void Say(string text, bool isError = false) => State.Notice = new Notice(Tui.Presentation.SafeText.Line(text), isError);
}
