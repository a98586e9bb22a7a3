namespace Sdtp.Tui.Chat.Presentation;

/// <summary>One key and what it does.</summary>
internal sealed record KeyBinding(string Key, ChatAction Action, string Help, bool IsListed = true);

/// <summary>The live key map: what it says is what the keys do, since help and keyboard read the same list.</summary>
internal sealed class KeyMap
{
    private static readonly KeyBinding[] Everywhere =
    [
        new("F1", ChatAction.Help, "these keys"),
        new("Ctrl-K", ChatAction.Palette, "go to a chat or a command"),
        new("Alt-Up", ChatAction.PreviousChat, "chat above"),
        new("Alt-Down", ChatAction.NextChat, "chat below"),
        new("Ctrl-N", ChatAction.NextUnread, "next unread chat"),
        new("PageUp", ChatAction.PageUp, "scroll back"),
        new("PageDown", ChatAction.PageDown, "scroll forward"),
        new("Shift-Up", ChatAction.LineUp, "one line back"),
        new("Shift-Down", ChatAction.LineDown, "one line forward"),
        new("Ctrl-Home", ChatAction.Oldest, "oldest message"),
        new("Ctrl-End", ChatAction.Newest, "newest message"),
        new("Ctrl-F", ChatAction.Search, "search"),
        new("F3", ChatAction.NextHit, "older hit"),
        new("Shift-F3", ChatAction.PreviousHit, "newer hit"),
        new("Ctrl-R", ChatAction.Retry, "send what failed again; connect now"),
        new("Ctrl-L", ChatAction.Lock, "lock; a quarter of an hour without a key does too"),
        new("Ctrl-Q", ChatAction.Quit, "leave"),
    ];

    private static readonly KeyBinding[] Typing =
    [
        new("Enter", ChatAction.Send, "send; with nothing written, save a file that waits"),
        new("Alt-Enter", ChatAction.NewLine, "new line"),
        new("Tab", ChatAction.Complete, "behind a /: complete the command or the name"),
        new("Shift-Tab", ChatAction.CompleteBack, "", IsListed: false),
        new("Ctrl-J", ChatAction.NewLine, "new line", IsListed: false),
        new("Ctrl-Enter", ChatAction.NewLine, "new line", IsListed: false),
        new("Shift-Enter", ChatAction.NewLine, "new line", IsListed: false),
        new("Left", ChatAction.Left, "", IsListed: false),
        new("Right", ChatAction.Right, "", IsListed: false),
        new("Up", ChatAction.Up, "", IsListed: false),
        new("Down", ChatAction.Down, "", IsListed: false),
        new("Ctrl-Left", ChatAction.WordLeft, "", IsListed: false),
        new("Ctrl-Right", ChatAction.WordRight, "", IsListed: false),
        new("Alt-B", ChatAction.WordLeft, "", IsListed: false),
        new("Alt-F", ChatAction.WordRight, "", IsListed: false),
        new("Home", ChatAction.LineStart, "", IsListed: false),
        new("End", ChatAction.LineEnd, "", IsListed: false),
        new("Ctrl-A", ChatAction.LineStart, "", IsListed: false),
        new("Ctrl-E", ChatAction.LineEnd, "", IsListed: false),
        new("Backspace", ChatAction.DeleteBack, "", IsListed: false),
        new("Delete", ChatAction.DeleteForward, "", IsListed: false),
        new("Ctrl-W", ChatAction.DeleteWord, "delete the word before the cursor"),
        new("Alt-Backspace", ChatAction.DeleteWord, "", IsListed: false),
        new("Ctrl-U", ChatAction.DeleteToStart, "delete to the start of the line"),
        new("Ctrl-D", ChatAction.DeleteForward, "", IsListed: false),
        new("Alt-K", ChatAction.DeleteToEnd, "delete to the end of the line"),
    ];

    private static readonly KeyBinding[] Searching =
    [
        new("n", ChatAction.NextHit, "older hit"),
        new("N", ChatAction.PreviousHit, "newer hit"),
    ];

    private static readonly KeyBinding[] VimCommands =
    [
        new("i", ChatAction.TypeMode, "write"),
        new("Enter", ChatAction.TypeMode, "write", IsListed: false),
        new("a", ChatAction.TypeMode, "write", IsListed: false),
        new("k", ChatAction.LineUp, "one line back"),
        new("j", ChatAction.LineDown, "one line forward"),
        new("K", ChatAction.PreviousChat, "chat above"),
        new("J", ChatAction.NextChat, "chat below"),
        new("Ctrl-U", ChatAction.PageUp, "scroll back"),
        new("Ctrl-D", ChatAction.PageDown, "scroll forward"),
        new("g", ChatAction.Oldest, "oldest message"),
        new("G", ChatAction.Newest, "newest message"),
        new("/", ChatAction.Search, "search"),
        new("n", ChatAction.NextHit, "older hit"),
        new("N", ChatAction.PreviousHit, "newer hit"),
        new(":", ChatAction.Palette, "go to a chat or a command"),
        new("Esc", ChatAction.Back, "back", IsListed: false),
    ];

    /// <summary>Whether hits are being looked at: single letters go from one to the next while nothing is being written.</summary>
    internal bool IsSearching { get; set; }

    /// <summary>Whether the vim profile is on.</summary>
    internal bool IsVim { get; set; }

    /// <summary>In the vim profile: whether keys are commands now, and do not type.</summary>
    internal bool IsCommandMode { get; set; }

    /// <summary>What holds at this moment, for the help.</summary>
    internal IEnumerable<KeyBinding> Live => Bindings().Where(binding => binding.IsListed && binding.Help.Length > 0);

    internal ChatAction? Find(Stroke stroke) => Bindings().FirstOrDefault(binding => binding.Key == stroke.Name)?.Action;

    /// <summary>All that holds at this moment, listed or not.</summary>
    internal IEnumerable<KeyBinding> Bindings()
    {
        if (IsVim && IsCommandMode)
        {
            return VimCommands.Concat(Everywhere);
        }

        var escape = IsVim
            ? new KeyBinding("Esc", ChatAction.CommandMode, "to commands")
            : new KeyBinding("Esc", ChatAction.Back, "back: end of search, newest message, list of chats");
        return (IsSearching ? Searching : []).Concat(Typing).Concat(Everywhere).Append(escape);
    }
}
