using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.Settings;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>What Enter in the compose box does: a text goes out, a command runs.</content>
internal sealed partial class ChatControl
{
    private void Submit(TextBuffer draft)
    {
        if (State.Selected is not { } chat)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(draft.Text))
        {
            if (draft.IsEmpty)
            {
                OfferSave(chat.Name, id: null, isQuiet: true);
            }

            return;
        }

        switch (SlashLine.Parse(draft.Text.Trim('\n')))
        {
            case SlashLine.Text text when chat.IsBlocked:
                Say($"Not sent: the key of {chat.Name} has changed. /accept shows the new one.", isError: true);
                break;
            case SlashLine.Text text:
                draft.Set("");
                chat.Scroll = null;
                _backend.Ask(new ChatRequest.Send(chat.Name, text.Value.TrimEnd()));
                break;
            case SlashLine.Unknown unknown:
                var meant = SlashLine.Like(unknown.Name) is { } known ? $"Is /{known.Name} meant?" : "/help lists them;";
                Say($"There is no command /{unknown.Name}. {meant} // sends a text that begins with a slash.", isError: true);
                break;
            case SlashLine.Command command:
                var typed = draft.Text;
                draft.Set("");
                Run(command.Known, command.Argument);
                if (State.Notice is { IsError: true } && draft.IsEmpty)
                {
                    // Kept to be corrected.
                    draft.Set(typed);
                }

                break;
        }
    }

    private void Run(SlashCommand command, string argument)
    {
        switch (command.Name)
        {
            case "exit":
                Leave(ChatExit.Quit);
                break;
            case "lock":
                Lock();
                break;
            case "help":
                Show(new HelpOverlay(Keys));
                break;
            case "fetch":
                _backend.Ask(new ChatRequest.Reconnect());
                if (State.Link.State == LinkState.Online)
                {
                    Say("Receiving here: new messages come by themselves.");
                }

                break;
            case "theme":
                ChooseTheme(argument);
                break;
            case "keys":
                ChooseKeys(argument);
                break;
            case "search" or "searchall" when argument.Length == 0:
                Ask(command);
                break;
            case "searchall":
                BeginSearch(argument, everywhere: true);
                break;
            case "chat":
                OpenByName(argument);
                break;
            case "lookup":
                Lookup(argument, LookupPurpose.Show);
                break;
            case "send":
                SendElsewhere(argument);
                break;
            case "verify":
                Lookup(argument, LookupPurpose.Verify);
                break;
            case "downloads":
                _backend.Ask(new ChatRequest.Downloads(argument.Length > 0 ? argument : null));
                break;
            case "receipts":
                SetReceipts(argument);
                break;
            case "accept":
                Lookup(argument, LookupPurpose.AcceptKey);
                break;
            default:
                RunInChat(command, argument);
                break;
        }
    }

    private void RunInChat(SlashCommand command, string argument)
    {
        if (State.Selected is not { } chat)
        {
            Say("Open a chat first: Ctrl-K.", isError: true);
            return;
        }

        switch (command.Name)
        {
            case "file":
                SendFile(chat, argument);
                break;
            case "save":
                OfferSave(chat.Name, id: null);
                break;
            case "cancel":
                OfferStop(chat.Name);
                break;
            case "search":
                BeginSearch(argument, everywhere: false);
                break;
            case "mute":
                chat.IsMuted = !chat.IsMuted;
                _backend.Ask(new ChatRequest.Mute(chat.Name, chat.IsMuted));
                Say(chat.IsMuted ? $"{chat.Name} is muted." : $"{chat.Name} is heard again.");
                break;
            case "copy":
                CopyLast(chat);
                break;
            case "export" when argument.Length == 0:
                Say("Say where to: /export talk.md (or .txt, .json)", isError: true);
                break;
            case "export":
                Say($"Exporting the chat with {chat.Name}\u2026");
                _backend.Ask(new ChatRequest.Export(chat.Name, argument));
                break;
            case "delete":
                Show(new TextOverlay(
                    $"Delete the chat with {chat.Name}?",
                    columns => Paragraphs("It goes from this machine and cannot be brought back. The other side keeps theirs.", columns),
                    new OverlayChoice("y", "delete", () => Delete(chat))));
                break;
        }
    }

    private void Delete(Conversation chat)
    {
        Say($"Deleting the chat with {chat.Name}\u2026");
        _deleting = State.Notice;
        _backend.Ask(new ChatRequest.Delete(chat.Name));
    }

    private void SetReceipts(string argument)
    {
        var words = argument.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isForAll = words is [.., "ALL"];
        bool? areOn = words switch
        {
            ["ON", ..] => true,
            ["OFF", ..] => false,
            _ => null,
        };
        if (words is not ([] or ["ALL"] or ["ON" or "OFF"] or ["ON" or "OFF", "ALL"]))
        {
            Say("Write /receipts on or off, with all behind it for everybody.", isError: true);
        }
        else if (!isForAll && State.Selected is null)
        {
            Say("Open a chat first, or write /receipts on|off all.", isError: true);
        }
        else
        {
            _backend.Ask(new ChatRequest.Receipts(isForAll ? null : State.Selected!.Name, areOn));
        }
    }

    private void Lookup(string argument, LookupPurpose purpose)
    {
        var name = argument.Length > 0 ? argument : State.Selected?.ClaimedName ?? State.Selected?.Name ?? "";
        if (ReadName(name) is { } username)
        {
            AskWho(username, purpose);
        }
    }

    private void AskWho(string name, LookupPurpose purpose)
    {
        _askedAt = _strokes;
        _backend.Ask(new ChatRequest.Lookup(name, purpose));
    }

    private void OpenByName(string argument)
    {
        if (State.Find(argument) is { } chat)
        {
            Open(chat);
        }
        else if (argument.Length == 0)
        {
            ShowPalette();
        }
        else
        {
            Lookup(argument, LookupPurpose.OpenChat);
        }
    }

    private void SendElsewhere(string argument)
    {
        var parts = argument.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            Say("Write /send NAME TEXT", isError: true);
        }
        else if (ReadName(parts[0]) is { } name)
        {
            if (State.Find(name) is { IsBlocked: true })
            {
                Say($"Not sent: the key of {name} has changed. /accept {name} shows the new one.", isError: true);
                return;
            }

            _backend.Ask(new ChatRequest.Send(State.Find(name)?.Name ?? name, parts[1]));
        }
    }

    private void ChooseTheme(string argument)
    {
        if (ScreenSettings.ThemeOf(argument) is { } theme)
        {
            Preferences.ChooseTheme(theme);
        }
        else
        {
            Say("Themes are dark, light, contrast and none.", isError: true);
        }
    }

    private void ChooseKeys(string argument)
    {
        if (ScreenSettings.KeysOf(argument) is { } keys)
        {
            Preferences.ChooseKeys(keys);
            Say(Keys.IsVim ? "vim keys: Esc for commands, i to write, F1 for all." : "standard keys.");
        }
        else
        {
            Say("Key profiles are standard and vim.", isError: true);
        }
    }

    private string? ReadName(string text)
    {
        if (Username.TryParse(text, out var name))
        {
            return name.Display;
        }

        Say(text.Length == 0 ? "Say whom: a name of 3 to 32 letters." : "A name is 3 to 32 of A-Z a-z 0-9 _ . -", isError: true);
        return null;
    }
}
