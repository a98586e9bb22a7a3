using System.Runtime.CompilerServices;
using Sdtp.Tui.Chat.State;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>
/// Everything that the lines of a message depend on. Messages never change, they are replaced, so they are compared by reference.
/// </summary>
internal readonly record struct BlockKey(
    ChatMessage Message, ChatMessage? Before, bool IsFirstNew, string? Search, int Columns, DateOnly Today)
{
    public bool Equals(BlockKey other) => ReferenceEquals(Message, other.Message) && ReferenceEquals(Before, other.Before)
        && IsFirstNew == other.IsFirstNew && Columns == other.Columns && Today == other.Today
        && string.Equals(Search, other.Search, StringComparison.Ordinal);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Message);
}

/// <summary>
/// The lines of messages that have been formatted lately. Making them harmless and breaking them is most of the work of a redraw, and a
/// hostile message makes it a thousand times more; here it is done once for each message and width.
/// </summary>
internal sealed class BlockCache
{
    /// <summary>Most UTF-16 units of text that are kept.</summary>
    private const int TextMax = 500_000;

    private readonly Dictionary<BlockKey, IReadOnlyList<StyledLine>> _blocks = [];
    private long _text;

    /// <summary>How many messages have been formatted so far.</summary>
    internal long Formatted { get; private set; }

    internal IReadOnlyList<StyledLine> Obtain(BlockKey key, Func<IReadOnlyList<StyledLine>> format)
    {
        if (_blocks.TryGetValue(key, out var known))
        {
            return known;
        }

        var lines = format();
        var text = lines.Sum(line => 1L + line.Columns);
        if (_text + text > TextMax)
        {
            // What is on the screen is formatted once more; an order of use would cost more than that.
            _blocks.Clear();
            _text = 0;
        }

        Formatted++;
        _text += text;
        _blocks.Add(key, lines);
        return lines;
    }
}
