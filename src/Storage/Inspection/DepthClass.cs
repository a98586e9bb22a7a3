namespace Sdtp.Storage.Inspection;

/// <summary>Mailboxes by depth: class 0 holds the empty ones, class 1 those with 1 to 9 messages, then 10 to 99, and so on.</summary>
public static class DepthClass
{
    /// <summary>How many classes there are; the last one has no upper end.</summary>
    public const int Count = 8;

    /// <summary>The class of a depth.</summary>
    /// <param name="depth">Unacknowledged messages.</param>
    public static int Of(long depth)
    {
        var index = 0;
        for (; depth > 0 && index < Count - 1; depth /= 10)
        {
            index++;
        }

        return index;
    }

    /// <summary>The fewest messages of a mailbox in a class.</summary>
    /// <param name="index">The class.</param>
    public static long LowestOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var lowest = 1L;
        for (var i = 1; i < index; i++)
        {
            lowest *= 10;
        }

        return index == 0 ? 0 : lowest;
    }
}
