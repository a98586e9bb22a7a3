using Sdtp.Tui.Chat.Overlays;
using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <summary>The whole chat screen as lines with places. Pure, so that a test can look at what a person would see.</summary>
internal static class ScreenComposer
{
    internal static (IReadOnlyList<PlacedLine> Lines, (int Column, int Row)? Cursor) Compose(ChatControl control)
    {
        var layout = control.Layout;
        var lines = new List<PlacedLine>();
        (int, int)? cursor = null;
        if (layout.SidebarColumns > 0)
        {
            AddSidebar(lines, control, layout);
        }

        if (layout.ChatColumns > 0)
        {
            cursor = AddChat(lines, control, layout);
        }

        lines.Add(new PlacedLine(0, layout.Rows - 1, StatusBar.Line(control.State, control.Times, layout.Columns)));
        if (control.Overlay is { } overlay)
        {
            var frame = OverlayFrame.Of(overlay, layout.Columns, layout.Rows);
            lines.AddRange(frame.Lines.Select((line, i) => new PlacedLine(frame.Left, frame.Top + i, line)));
            cursor = frame.Cursor;
        }

        return (lines, cursor);
    }

    private static void AddSidebar(List<PlacedLine> lines, ChatControl control, ScreenLayout layout)
    {
        var entries = new Sidebar(control.State, control.Times, layout.SidebarColumns, layout.SidebarRows).Lines();
        lines.AddRange(entries.Select((line, row) => new PlacedLine(0, row, line)));
        if (layout.ChatColumns > 0)
        {
            for (var row = 0; row < layout.SidebarRows; row++)
            {
                lines.Add(new PlacedLine(layout.SidebarColumns, row, new StyledLine("\u2502", Tone.Frame)));
            }
        }
    }

    private static (int, int)? AddChat(List<PlacedLine> lines, ChatControl control, ScreenLayout layout)
    {
        var left = layout.ChatLeft;
        var chat = control.State.Selected;
        lines.Add(new PlacedLine(left, 0, ChatHeader.Line(control.State, chat, layout.IsFolded, layout.ChatColumns)));
        if (chat is null)
        {
            var welcome = Welcome(control.State, layout.ChatColumns);
            var top = Math.Max(1, (layout.MessageRows - welcome.Count) / 3);
            lines.AddRange(welcome.Take(layout.MessageRows).Select((line, i) => new PlacedLine(left, top + i, line)));
            return null;
        }

        var pane = new MessagePane(chat, control.Times, layout.ChatColumns, layout.MessageRows, control.SearchText, control.Blocks);
        var messages = pane.Lines().Select((line, row) => new PlacedLine(left, row + 1, line));
        lines.AddRange(control.Selection is { } selection ? messages.Select(selection.Mark) : messages);
        lines.Add(new PlacedLine(left, layout.ComposeTop - 1, Divider(control, layout.ChatColumns)));
        var box = control.BoxOf(chat.Draft, layout.ChatColumns);
        var placeholder = TextWidth.Fit(Placeholder(control, chat), layout.ChatColumns - 3);
        var draft = box.Lines(layout.ComposeRows, placeholder);
        lines.AddRange(draft.Select((line, row) => new PlacedLine(left, layout.ComposeTop + row, line)));
        return control.Keys is { IsVim: true, IsCommandMode: true }
            ? null
            : (left + box.CursorColumn, layout.ComposeTop + box.CursorRow - box.FirstShown(layout.ComposeRows));
    }

    private static StyledLine Divider(ChatControl control, int columns)
    {
        // Over a draft the vim profile's mode shows nowhere else.
        var mode = control.Keys is { IsVim: true, IsCommandMode: true } ? TextWidth.Fit("\u2500\u2500 commands ", columns) : "";
        return new StyledLine(mode + new string('\u2500', columns - TextWidth.Of(mode)), Tone.Frame);
    }

    private static string Placeholder(ChatControl control, Conversation chat)
    {
        if (control.SearchText is not null)
        {
            // As long as n is a command, this says so: else the first letter of an answer is lost to it.
            return "n: older hit   N: newer hit   Esc ends the search";
        }

        if (control.Keys is { IsVim: true, IsCommandMode: true })
        {
            return "commands: i writes, F1 lists the keys";
        }

        return chat switch
        {
            { IsBlocked: true } => "sending is stopped: /accept shows the new key",
            { ClaimedName: not null } => "an answer trusts the relay's word, /verify checks it",
            _ => $"Message {chat.Name}   Enter sends, Alt-Enter new line",
        };
    }

    private static List<StyledLine> Welcome(ChatState state, int columns)
    {
        if (!state.IsLoaded)
        {
            return [];
        }

        string[] paragraphs = state.Conversations.Count > 0
            ? ["Choose a chat: Alt-Down, or Ctrl-K and a few letters."]
            :
            [
                $"You are {state.Me} on {state.Relay}.",
                "",
                "To write to somebody, press Ctrl-K, type their username and press Enter. They must use the same relay.",
                "",
                "To be found, tell people your username. F1 shows all keys.",
            ];
        return
        [
            .. paragraphs.SelectMany(text => TextWrap.Lines(text, Math.Max(10, columns - 4)))
                .Select(line => new StyledLine("  " + line)),
        ];
    }
}
