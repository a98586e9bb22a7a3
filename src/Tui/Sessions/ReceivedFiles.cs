using Sdtp.Client;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Tui.Sessions;

/// <summary>The files of a real profile.</summary>
internal sealed class ReceivedFiles(Profile profile) : IReceivedFiles
{
    public event Action<long>? Arrived;

    public string Folder => profile.Files.DownloadsFolder;

    public IReadOnlyList<HistoryEntry> Waiting() => profile.Files.Waiting(chat: null);

    public bool IsFromContact(HistoryEntry entry) => profile.Files.IsFromContact(entry);

    public bool IsContact(UserId user) => profile.Files.IsContact(user);

    public FileResult Save(long entryId, string? folder) => profile.Files.Save(entryId, folder);

    public FileResult Save(FileContent file, string folder) => profile.Files.Save(file, folder);

    internal void Listen(Messenger messenger) => messenger.FileMoved += (_, moved) =>
    {
        if (moved.HasArrived)
        {
            Arrived?.Invoke(moved.EntryId);
        }
    };
}
