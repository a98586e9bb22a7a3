namespace Sdtp.Client;

/// <summary>What came of a request about a file.</summary>
public enum FileStatus
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>It is a folder, a pipe or a device: nothing that can be sent.</summary>
    NotSendable,

    /// <summary>It is larger than <see cref="FileLimits.SizeBytesMax"/>.</summary>
    TooLarge,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary><see cref="FileLimits.OwnFilesMax"/> files wait to be sent or have failed.</summary>
    TooMany,

    /// <summary>There is no whole file of this entry that waits to be saved.</summary>
    NotWaiting,

    /// <summary>It could not be written; it still waits.</summary>
    CannotWrite,
}

/// <summary>What came of a request about a file, and what that is about.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Message">For a person: why it was not done, and what to do; empty when it was.</param>
public sealed record FileResult(FileStatus Status, string Message)
{
    /// <summary>The entry of the history that shows a file offered; null where it was not taken.</summary>
    public HistoryEntry? Entry { get; init; }

    /// <summary>The file that was written; null where none was.</summary>
    public string? SavedTo { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Status == FileStatus.Done;
}
