namespace Sdtp.Client;

/// <summary>A file of the history has come further, or waits.</summary>
/// <param name="entryId">Its entry, whose <see cref="FileContent"/> says how far.</param>
/// <param name="isPaused">Whether the mailbox of its recipient is full, and the rest of the parts waits for room.</param>
/// <param name="hasArrived">Whether it is a received file that is whole with this, and can be saved.</param>
public sealed class FileMovedEventArgs(long entryId, bool isPaused, bool hasArrived) : EventArgs
{
    /// <summary>Its entry.</summary>
    public long EntryId { get; } = entryId;

    /// <summary>Whether the mailbox of its recipient is full, and the rest of the parts waits for room.</summary>
    public bool IsPaused { get; } = isPaused;

    /// <summary>
    /// Whether it is a received file that is whole with this, and can be saved. Said once, and not of one that is whole when it is first
    /// shown.
    /// </summary>
    public bool HasArrived { get; } = hasArrived;
}
