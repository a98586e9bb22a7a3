using Sdtp.Tui.Chat.Presentation;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>The editing keys of a one-line field.</summary>
internal static class LineEditing
{
    /// <summary>Does what the key does in a field; false when that is nothing.</summary>
    internal static bool Press(TextBuffer field, Stroke stroke)
    {
        switch (stroke.Name)
        {
            case "Left":
                field.Left();
                return true;
            case "Right":
                field.Right();
                return true;
            case "Home" or "Ctrl-A":
                field.Home();
                return true;
            case "End" or "Ctrl-E":
                field.End();
                return true;
            case "Backspace":
                field.DeleteBack();
                return true;
            case "Delete" or "Ctrl-D":
                field.DeleteForward();
                return true;
            case "Ctrl-W" or "Alt-Backspace":
                field.DeleteWordBack();
                return true;
            case "Ctrl-U":
                field.DeleteToLineStart();
                return true;
        }

        if (stroke.Text.Length == 0)
        {
            return false;
        }

        field.Insert(stroke.Text);
        return true;
    }
}
