using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>The line above the messages: who this is, and how far to trust it.</summary>
internal static class ChatHeader
{
    private const string Newest = "\u2193 Ctrl-End newest";

    internal static StyledLine Line(ChatState state, Conversation? chat, bool isFolded, int columns)
    {
        var line = new StyledLine();
        if (isFolded)
        {
            var elsewhere = state.Unread;
            line.Add(elsewhere > 0 ? $"\u2039{elsewhere} " : "\u2039 ", elsewhere > 0 ? Tone.Unread : Tone.Faint);
        }

        if (chat is null)
        {
            return line.Add("SDTP", Tone.Title);
        }

        line.Add(TextWidth.Fit(chat.Name, columns / 2), Tone.Title);
        var (words, tone) = chat.Trust switch
        {
            ContactTrustState.Verified => ("\u2713 verified", Tone.Good),
            ContactTrustState.Pinned => ("not verified: /verify", Tone.Faint),
            ContactTrustState.KeyChanged => ("KEY CHANGED, sending stopped: /accept", Tone.Error),
            _ => ("? unknown name", Tone.Warning),
        };
        line.Add("  " + TextWidth.Fit(words, columns - line.Columns - 2), tone);
        if (chat.Scroll is not null && columns - line.Columns > Newest.Length + 2)
        {
            line.PadTo(columns - Newest.Length - 1).Add(Newest, Tone.Faint);
        }

        return line.PadTo(columns);
    }
}
