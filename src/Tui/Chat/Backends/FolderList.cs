using Sdtp.Client;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>What there is to choose in a folder. Reads the disk.</summary>
internal static class FolderList
{
    /// <summary>Most entries that are listed; whoever has more types the rest of the name.</summary>
    internal const int EntriesMax = 1_000;

    /// <summary>The folders, then the files, by name; null when the folder cannot be read.</summary>
    internal static IReadOnlyList<FolderEntry>? Of(string folder)
    {
        BlockingCalls.Announce("A folder was listed");
        try
        {
            return
            [
                .. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos()
                    .Take(EntriesMax)
                    .Select(found => new FolderEntry(found.Name, found is DirectoryInfo, SizeOf(found)))
                    .OrderBy(entry => !entry.IsFolder)
                    .ThenBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The size of a file; 0 for a folder, and for a link that leads nowhere.</summary>
    private static long SizeOf(FileSystemInfo found) => found is FileInfo { Exists: true } file ? file.Length : 0;
}
