using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Sessions;

/// <summary>What the commands need of a <see cref="FileShelf"/>: the files that have come in. Reads and writes the disk.</summary>
internal interface IReceivedFiles
{
    /// <summary>Where they go unless somebody says otherwise.</summary>
    string Folder { get; }

    /// <summary>
    /// A file is whole: its entry of the history. Raised on any thread; not for one that is whole when it is first shown.
    /// </summary>
    event Action<long>? Arrived;

    /// <summary>Those that are whole and wait to be saved, in order.</summary>
    IReadOnlyList<HistoryEntry> Waiting();

    /// <summary>Whether the sender of one is a contact with the key that is pinned.</summary>
    bool IsFromContact(HistoryEntry entry);

    /// <summary>Whether somebody is a contact with the key that is pinned.</summary>
    bool IsContact(UserId user);

    /// <summary>Saves one, to <see cref="Folder"/> (null) or another.</summary>
    FileResult Save(long entryId, string? folder);

    /// <summary>Saves one that has just been shown, and may have no entry yet.</summary>
    FileResult Save(FileContent file, string folder);
}
