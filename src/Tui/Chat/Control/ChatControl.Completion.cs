using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Control;

/// <content>Tab behind a slash: what a half-typed command can become.</content>
internal sealed partial class ChatControl
{
    /// <summary>The ways to go on that Tab goes through, the one that stands in the box, and how the line ended before.</summary>
    private (SlashCompletion Ways, int At, string Behind)? _completing;

    /// <summary>Everybody there is a chat with, the newest first; names that only a relay gave cannot be written to.</summary>
    private IEnumerable<string> People => State.Conversations.Select(chat => chat.Name).Where(name => !name.Contains(' '));

    /// <summary>Completes what is being typed; pressed again, goes on to the next way. False for any other key.</summary>
    private bool Complete(TextBuffer draft, ChatAction action)
    {
        if (action is not (ChatAction.Complete or ChatAction.CompleteBack))
        {
            return false;
        }

        if (_completing is { } going && draft.Text == LineOf(going) + going.Behind)
        {
            var count = going.Ways.Lines.Count;
            _completing = going with { At = (going.At + (action == ChatAction.Complete ? 1 : count - 1)) % count };
        }
        else if (SlashCompletion.Of(draft.Text[..draft.Cursor], People) is { Lines.Count: > 0 } ways)
        {
            _completing = (ways, 0, draft.Text[draft.Cursor..]);
        }
        else
        {
            _completing = null;
        }

        if (_completing is { } now)
        {
            draft.Set(LineOf(now), now.Behind);
            if (now.Ways.Lines.Count > 1)
            {
                Say("Tab: " + string.Join("  ", now.Ways.Words.Select((word, i) => i == now.At ? $"[{word}]" : word)));
            }
            else
            {
                HintAt(draft);
            }
        }

        return true;
    }

    private static string LineOf((SlashCompletion Ways, int At, string Behind) completing)
    {
        var line = completing.Ways.Lines[completing.At];
        return completing.Behind.StartsWith(' ') ? line.TrimEnd(' ') : line;
    }

    /// <summary>Says in the status line how a command that is being typed can go on.</summary>
    private void HintAt(TextBuffer draft)
    {
        if (State.Notice is null && Overlay is null && SlashCompletion.Hint(draft.Text[..draft.Cursor], People) is { } hint)
        {
            Say(hint);
        }
    }
}
