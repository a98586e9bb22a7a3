namespace Sdtp.Tui.Prompts.LineEditing;

/// <summary>What a key asks of the editor beyond changing the line.</summary>
internal enum LineOutcome
{
    /// <summary>Go on reading; draw the line again.</summary>
    Continue,

    /// <summary>Enter: the line is complete.</summary>
    Submitted,

    /// <summary>Ctrl-D at an empty line: the input ends.</summary>
    Ended,

    /// <summary>Ctrl-C at an empty line: leave.</summary>
    Interrupted,
}

/// <summary>The keys of the prompt: those of a usual shell.</summary>
internal sealed class LineKeys(LineBuffer buffer, LineHistory history)
{
    // A character outside the basic plane comes as two keys; it enters the line whole.
    private char _highSurrogate;

    internal LineOutcome Press(ConsoleKeyInfo key)
    {
        if ((key.Modifiers & ConsoleModifiers.Control) != 0)
        {
            return PressControl(key.Key);
        }

        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return LineOutcome.Submitted;
            case ConsoleKey.Backspace:
                buffer.Backspace();
                break;
            case ConsoleKey.Delete:
                buffer.Delete();
                break;
            case ConsoleKey.LeftArrow:
                buffer.Left();
                break;
            case ConsoleKey.RightArrow:
                buffer.Right();
                break;
            case ConsoleKey.Home:
                buffer.Home();
                break;
            case ConsoleKey.End:
                buffer.End();
                break;
            case ConsoleKey.UpArrow:
                Recall(history.Previous(buffer.Text));
                break;
            case ConsoleKey.DownArrow:
                Recall(history.Next());
                break;
            case ConsoleKey.Escape:
                buffer.Set("");
                break;
            default:
                Type(key.KeyChar);
                break;
        }

        return LineOutcome.Continue;
    }

    private LineOutcome PressControl(ConsoleKey key)
    {
        var wasEmpty = buffer.Text.Length == 0;
        switch (key)
        {
            case ConsoleKey.C when wasEmpty:
                return LineOutcome.Interrupted;
            case ConsoleKey.D when wasEmpty:
                return LineOutcome.Ended;
            case ConsoleKey.M or ConsoleKey.J:
                return LineOutcome.Submitted;
            case ConsoleKey.C:
                buffer.Set("");
                break;
            case ConsoleKey.D:
                buffer.Delete();
                break;
            case ConsoleKey.A:
                buffer.Home();
                break;
            case ConsoleKey.E:
                buffer.End();
                break;
            case ConsoleKey.B:
                buffer.Left();
                break;
            case ConsoleKey.F:
                buffer.Right();
                break;
            case ConsoleKey.LeftArrow:
                buffer.WordLeft();
                break;
            case ConsoleKey.RightArrow:
                buffer.WordRight();
                break;
            case ConsoleKey.P:
                Recall(history.Previous(buffer.Text));
                break;
            case ConsoleKey.N:
                Recall(history.Next());
                break;
            case ConsoleKey.H:
                buffer.Backspace();
                break;
            case ConsoleKey.W or ConsoleKey.Backspace:
                buffer.DeleteWordLeft();
                break;
            case ConsoleKey.U:
                buffer.DeleteToStart();
                break;
            case ConsoleKey.K:
                buffer.DeleteToEnd();
                break;
        }

        return LineOutcome.Continue;
    }

    private void Recall(string? line)
    {
        if (line is not null)
        {
            buffer.Set(line);
        }
    }

    private void Type(char typed)
    {
        if (char.IsHighSurrogate(typed))
        {
            _highSurrogate = typed;
            return;
        }

        if (char.IsLowSurrogate(typed) && _highSurrogate != 0)
        {
            buffer.Insert(new string([_highSurrogate, typed]));
        }
        else if (typed == '\t')
        {
            buffer.Insert(" ");
        }
        else if (!char.IsControl(typed) && !char.IsSurrogate(typed))
        {
            buffer.Insert(typed.ToString());
        }

        _highSurrogate = default;
    }
}
