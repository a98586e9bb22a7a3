using System.Globalization;
using Sdtp.Tui.Chat.State;
using Sdtp.Tui.Presentation;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>The list of conversations.</summary>
internal sealed class Sidebar(ChatState state, Times times, int columns, int rows)
{
    private const int UnreadShownMax = 99;
    private const int RoomyRows = 14;

    /// <summary>Rows of one conversation: two where there is room, with the last line below the name.</summary>
    internal int EntryRows => rows >= RoomyRows ? 2 : 1;

    private int First
    {
        get
        {
            // The selected one stays in view.
            var fit = Math.Max(1, (rows - 1) / EntryRows);
            var selected = IndexOfSelected();
            return Math.Max(0, selected - fit + 1);
        }
    }

    internal IReadOnlyList<StyledLine> Lines()
    {
        var lines = new List<StyledLine> { Title() };
        foreach (var chat in state.Conversations.Skip(First))
        {
            if (lines.Count + EntryRows > rows)
            {
                break;
            }

            AddEntry(lines, chat);
        }

        if (state.Conversations.Count == 0)
        {
            var words = state.IsLoaded ? "No conversations yet. Ctrl-K and a name starts one." : "Reading the history\u2026";
            lines.Add(StyledLine.Empty);
            lines.AddRange(TextWrap.Lines(words, columns - 2)
                .Select(line => new StyledLine(" " + line, Tone.Faint)));
        }

        return lines;
    }

    /// <summary>The conversation on a row of the pane; null where there is none.</summary>
    internal Conversation? At(int row)
    {
        var index = First + ((row - 1) / EntryRows);
        return row >= 1 && index < state.Conversations.Count ? state.Conversations[index] : null;
    }

    private StyledLine Title()
    {
        var unread = state.Unread;
        var line = new StyledLine(" Chats", Tone.Title);
        return unread == 0 ? line : line.Add(string.Create(CultureInfo.InvariantCulture, $"  {unread} new"), Tone.Unread);
    }

    private void AddEntry(List<StyledLine> lines, Conversation chat)
    {
        var isSelected = chat == state.Selected;
        var plain = isSelected ? Tone.Selected : chat.Unread > 0 ? Tone.Title : Tone.Normal;
        var faint = isSelected ? Tone.SelectedFaint : Tone.Faint;
        var (mark, markTone) = MarkOf(chat);
        var time = chat.Last is { } last ? times.Short(last.At) : "";
        var count = chat.Unread == 0 ? "" : $" {Count(chat.Unread)} ";
        var single = EntryRows == 1;
        var tail = single && count.Length > 0 ? count : time;
        var tailTone = single && count.Length > 0 ? Tone.Unread : faint;
        var room = columns - 3 - mark.Length - TextWidth.Of(tail) - 1;
        lines.Add(new StyledLine(isSelected ? "\u258E" : " ", plain)
            .Add(TextWidth.Fit(chat.Name, room), plain)
            .Add(mark.Length > 0 ? " " + mark : "", isSelected ? Tone.Selected : markTone)
            .PadTo(columns - TextWidth.Of(tail) - 1, plain)
            .Add(tail, tailTone)
            .PadTo(columns, plain));
        if (single)
        {
            return;
        }

        var preview = new StyledLine(isSelected ? "\u258E" : " ", plain).Add(" ", plain);
        var (text, tone) = PreviewOf(chat, faint);
        preview.Add(TextWidth.Fit(text, columns - 3 - count.Length), isSelected ? Tone.SelectedFaint : tone);
        lines.Add(preview.PadTo(columns - count.Length - 1, plain).Add(count, Tone.Unread).PadTo(columns, plain));
    }

    private static (string Text, Tone Tone) PreviewOf(Conversation chat, Tone faint)
    {
        if (!chat.Draft.IsEmpty)
        {
            return ("draft: " + Preview(chat.Draft.Text), Tone.Warning);
        }

        return chat.Last switch
        {
            null => ("no messages yet", faint),
            { Delivery: DeliveryState.Failed } failed => ("! " + Preview(failed.Text), Tone.Error),
            { Side: MessageSide.Own } own => ("you: " + Preview(own.Text), faint),
            var last => (Preview(last.Text), faint),
        };
    }

    private static string Preview(string text) => TextWidth.Settled(SafeText.Short(text.Length > 200 ? text[..200] : text, 100));

    private static (string Mark, Tone Tone) MarkOf(Conversation chat)
    {
        var (mark, tone) = chat.Trust switch
        {
            ContactTrustState.Verified => ("\u2713", Tone.Good),
            ContactTrustState.KeyChanged => ("!", Tone.Error),
            ContactTrustState.Unverified => ("?", Tone.Warning),
            _ => ("", Tone.Normal),
        };
        return chat.IsMuted ? (mark + "\u2300", tone) : (mark, tone);
    }

    private static string Count(int unread) => unread > UnreadShownMax
        ? $"{UnreadShownMax}+"
        : unread.ToString(CultureInfo.InvariantCulture);

    private int IndexOfSelected()
    {
        for (var i = 0; i < state.Conversations.Count; i++)
        {
            if (state.Conversations[i] == state.Selected)
            {
                return i;
            }
        }

        return 0;
    }
}
