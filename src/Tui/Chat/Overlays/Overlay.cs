using Sdtp.Tui.Chat.Presentation;

namespace Sdtp.Tui.Chat.Overlays;

/// <summary>
/// Something that lies over the screen and has the keyboard: palette, help, question, form. Pure: keys in, lines out; what a choice means
/// is a callback of whoever opened it.
/// </summary>
internal abstract class Overlay
{
    internal abstract string Title { get; }

    /// <summary>Most columns that the content wants.</summary>
    internal virtual int ColumnsWanted => 64;

    /// <summary>Whether it is done and shall go.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Where the text cursor stands in the lines drawn last; null when there is none.</summary>
    internal (int Column, int Row)? Cursor { get; private protected set; }

    /// <summary>The content for a room.</summary>
    internal abstract IReadOnlyList<StyledLine> Lines(int columns, int rows);

    internal virtual void Press(Stroke stroke)
    {
        if (stroke.Name == "Esc")
        {
            Close();
        }
    }

    /// <summary>A click on one of the lines drawn last.</summary>
    internal virtual void Click(int row)
    {
    }

    internal virtual void Paste(string text)
    {
    }

    internal void Close() => IsClosed = true;
}
