using Sdtp.Protocol.Identifiers;
using Sdtp.Tui.Chat.Backends;
using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Control;

/// <content>What lies over the screen.</content>
internal sealed partial class ChatControl
{
    private void ShowPalette()
    {
        var chats = State.Conversations.Select(chat => new PaletteEntry(
            chat.Name,
            chat.Unread > 0 ? $"{chat.Unread} new" : chat.Last is { } last ? Times.Short(last.At) : "",
            () => Open(chat)));
        var commands = SlashLine.Commands.Select(command => new PaletteEntry(
            $"/{command.Name}",
            command.Help,
            () => PickCommand(command)));
        Show(new PaletteOverlay([.. chats, .. commands], StartChatEntry));
    }

    private PaletteEntry? StartChatEntry(string typed) => Username.TryParse(typed, out var name) && State.Find(name.Display) is null
        ? new PaletteEntry(
            name.Display,
            "start a chat with them",
            () => AskWho(name.Display, LookupPurpose.OpenChat))
        : null;

    private void PickCommand(SlashCommand command)
    {
        if (command.Arguments.Length == 0 || command.Arguments.StartsWith('['))
        {
            Run(command, "");
        }
        else
        {
            Ask(command);
        }
    }

    /// <summary>Asks for what a command needs.</summary>
    private void Ask(SlashCommand command)
    {
        FormOverlay? form = null;
        form = new FormOverlay(
            $"/{command.Name}",
            [command.Help],
            [new FormField(command.Arguments)],
            values =>
            {
                form!.Close();
                Run(command, values[0]);
            },
            () => { });
        Show(form);
    }

    private void ShowSearch() => Ask(SlashLine.Commands.First(command => command.Name == "search"));

    private void ShowText(string title, string text) =>
        Show(new TextOverlay(title, columns => Paragraphs(text, columns)));

    private void ShowCard(ContactCard card) => Show(new TextOverlay(
        card.Name,
        columns => CardLines(card, columns),
        new OverlayChoice("c", "chat", () => Open(State.Obtain(card.Name))),
        new OverlayChoice("v", "compare the safety number", () => ShowVerify(card))));

    private void ShowVerify(ContactCard card) => Show(new VerifyOverlay(
        card,
        () =>
        {
            _backend.Ask(new ChatRequest.Verify(card.Name, card.UserId, true));
            Say($"{card.Name} is verified.");
        },
        () =>
        {
            _backend.Ask(new ChatRequest.Verify(card.Name, card.UserId, false));
            ShowText(
                "The numbers differ",
                $"Then somebody may stand between you and {card.Name}, or one of you looks at another person's number. "
                + "Do not send anything private. Compare again, each on your own device, over a call or face to face.");
        }));

    /// <summary>
    /// Shows a changed key. Only where /accept asked for it a letter accepts it: a box that comes up while somebody types takes what they
    /// type.
    /// </summary>
    private void ShowKeyChange(ContactCard card, bool mayAccept)
    {
        State.Obtain(card.Name).Trust = ContactTrustState.KeyChanged;
        OverlayChoice[] choices = mayAccept
            ? [new OverlayChoice("a", "accept the new key", () => _backend.Ask(new ChatRequest.Accept(card.Name, card.UserId)))]
            : [];
        var how = mayAccept ? "" : $" Then /accept {card.Name} shows this again, and accepts it.";
        Show(new TextOverlay(
            $"The key of {card.Name} has changed",
            columns =>
            [
                .. Paragraphs(
                    $"It was {card.PinnedUserId.ToShortString()}, the relay now says {card.UserId.ToShortString()}. Sending is stopped.",
                    columns),

                // Before the words, so that they are in view with the choice on the smallest screen.
                .. SafetyNumberFormat.Lines(card.SafetyNumber),
                .. Paragraphs(
                    "Compare this new safety number with them over another channel before you accept."
                    + how + "\n\n"
                    + "Most often a changed key means a new device or a new identity; it can also mean that somebody stands in between.",
                    columns),
            ],
            choices));
    }

    private static List<StyledLine> CardLines(ContactCard card, int columns)
    {
        var trust = card.Trust == ContactTrustState.Verified ? "verified by you" : "not verified yet";
        return
        [
            new StyledLine(trust, card.Trust == ContactTrustState.Verified ? Tone.Good : Tone.Warning),
            StyledLine.Empty,
            new StyledLine("userID", Tone.Faint),
            .. TextWrap.Lines(card.UserId.ToString(), columns - 2).Select(line => new StyledLine("  " + line)),
            new StyledLine("safety number", Tone.Faint),
            .. SafetyNumberFormat.Lines(card.SafetyNumber),
            .. card.Key is { } key
                ? [new StyledLine("key", Tone.Faint), .. TextWrap.Lines(key, columns - 2).Select(line => new StyledLine("  " + line))]
                : (StyledLine[])[],
        ];
    }

    private static List<StyledLine> Paragraphs(string text, int columns) =>
        [.. SafeText.Lines(text).SelectMany(line => TextWrap.Lines(line, columns)).Select(line => new StyledLine(line))];
}
