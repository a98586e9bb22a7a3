using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>
/// The message pane: which lines show, and how scrolling moves. Only the messages on the screen and those scrolled over are formatted, and
/// each of them once, so it costs the same at a depth of a hundred thousand.
/// </summary>
internal sealed class MessagePane(
    Conversation chat, Times times, int columns, int rows, string? search = null, BlockCache? cache = null)
{
    private readonly BlockCache _blocks = cache ?? new BlockCache();
    private readonly MessageFormat _format = new(times, columns);
    private readonly DateOnly _today = times.Today;

    /// <summary>Exactly <c>rows</c> lines, the newest at the bottom.</summary>
    internal IReadOnlyList<StyledLine> Lines()
    {
        var lines = new List<StyledLine>(rows);
        lines.AddRange(FromBottom().Select(shown => shown.Block[shown.Line]));

        while (lines.Count < rows)
        {
            // A short conversation starts at the bottom, next to where one writes.
            lines.Add(StyledLine.Empty);
        }

        lines.Reverse();
        return lines;
    }

    /// <summary>The message that a row shows a line of; null for a separator and for blank space.</summary>
    internal ChatMessage? MessageAt(int row)
    {
        foreach (var (index, line, _) in FromBottom().Skip(rows - 1 - row).Take(1))
        {
            var (message, before) = (chat.Messages[index], index > 0 ? chat.Messages[index - 1] : null);
            return line >= _format.SeparatorsAbove(message, before, message.Id == chat.FirstNewId) ? message : null;
        }

        return null;
    }

    /// <summary>What is in view, from the bottom up: the message and which of its lines.</summary>
    private IEnumerable<(int Index, int Line, IReadOnlyList<StyledLine> Block)> FromBottom()
    {
        var (last, skip) = Anchor();
        var shown = 0;
        for (var index = last; index >= 0 && shown < rows; index--)
        {
            var block = BlockOf(index);
            for (var line = block.Count - 1 - Math.Min(skip, block.Count); line >= 0 && shown < rows; line--)
            {
                shown++;
                yield return (index, line, block);
            }

            skip = Math.Max(0, skip - block.Count);
        }
    }

    /// <summary>Scrolls towards the past (positive) or the newest (negative). True when the oldest loaded message is in view.</summary>
    internal bool Scroll(int lines)
    {
        if (chat.Messages.Count == 0)
        {
            return true;
        }

        var (index, below) = Anchor();
        below += lines;
        while (index > 0 && below >= BlockOf(index).Count)
        {
            below -= BlockOf(index).Count;
            index--;
        }

        while (index < chat.Messages.Count - 1 && below < 0)
        {
            index++;
            below += BlockOf(index).Count;
        }

        if (index == chat.Messages.Count - 1 && below <= 0)
        {
            chat.Scroll = AtEnd();
            return false;
        }

        chat.Scroll = new ScrollAnchor(index, Math.Max(0, below));
        return HoldAtTop();
    }

    /// <summary>Scrolls to the oldest loaded message.</summary>
    internal void ScrollToTop()
    {
        chat.Scroll = new ScrollAnchor(0, 0);
        HoldAtTop();
    }

    /// <summary>Scrolls so that a message is in view, a little below the middle.</summary>
    internal void ScrollTo(int index)
    {
        chat.Scroll = new ScrollAnchor(index, 0);
        Scroll(-(rows / 2));
        HoldAtTop();
    }

    /// <summary>
    /// When there is blank space above the oldest message, moves down until it is filled; says whether the oldest is in view.
    /// </summary>
    private bool HoldAtTop()
    {
        var anchor = Anchor();
        var above = -anchor.LinesBelow;
        for (var index = anchor.Index; index >= 0 && above < rows; index--)
        {
            above += BlockOf(index).Count;
        }

        if (above >= rows)
        {
            return false;
        }

        if (chat.Scroll is not null)
        {
            FillFromTop();
        }

        return true;
    }

    private void FillFromTop()
    {
        var shown = 0;
        for (var index = 0; index < chat.Messages.Count; index++)
        {
            var block = BlockOf(index).Count;
            shown += block;
            if (shown >= rows)
            {
                var below = shown - rows;
                chat.Scroll = index == chat.Messages.Count - 1 && below == 0 ? AtEnd() : new ScrollAnchor(index, below);
                return;
            }
        }

        chat.Scroll = AtEnd();
    }

    /// <summary>At the newest message one follows what arrives; where there are newer ones that are not in memory one stays.</summary>
    private ScrollAnchor? AtEnd() => chat.MayHaveNewer ? new ScrollAnchor(chat.Messages.Count - 1, 0) : null;

    private ScrollAnchor Anchor() => chat.Scroll is { } anchor && anchor.Index < chat.Messages.Count
        ? anchor
        : new ScrollAnchor(chat.Messages.Count - 1, 0);

    private IReadOnlyList<StyledLine> BlockOf(int index)
    {
        var message = chat.Messages[index];
        var before = index > 0 ? chat.Messages[index - 1] : null;
        var key = new BlockKey(message, before, message.Id == chat.FirstNewId, search, columns, _today);
        return _blocks.Obtain(key, () => _format.Lines(chat.Name, message, before, key.IsFirstNew, search));
    }
}
