using Sdtp.Client;
using Sdtp.Tui.Sessions;

namespace Sdtp.Tui.Commands;

/// <summary>
/// What <c>fetch --save-files</c> does: writes the files of contacts to a folder when they are whole. Those of anybody else stay in the
/// encrypted store, so that no stranger fills the disk.
/// </summary>
/// <param name="files">The files that have come in.</param>
/// <param name="folder">Where they go.</param>
/// <param name="tell">Says what was saved: from whom, what, and where to.</param>
/// <param name="complain">Says why one could not be.</param>
internal sealed class FileSaver(IReceivedFiles files, string folder, Action<string, FileContent, string> tell, Action<string> complain)
{
    /// <summary>Files come whole on other threads than the one that shows messages; lines must not mix.</summary>
    private readonly Lock _gate = new();

    private bool _isOver;

    /// <summary>Whether one could not be written.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Saves what waits, whenever it came.</summary>
    internal void SaveWaiting()
    {
        lock (_gate)
        {
            foreach (var entry in files.Waiting())
            {
                Save(entry);
            }
        }
    }

    /// <summary>Shows a message, and saves the file that it is where that is whole already.</summary>
    internal void Show(ReceivedMessage message, Action<ReceivedMessage> show)
    {
        lock (_gate)
        {
            show(message);
            if (message is { Content: FileContent { State: FileState.Waiting } file } && files.IsContact(message.From.UserId))
            {
                Report(message.From.DisplayName, file, files.Save(file, folder));
            }
        }
    }

    /// <summary>Saves what waits, and from now on what comes, until the result is disposed.</summary>
    internal IDisposable Follow()
    {
        files.Arrived += SaveArrived;
        SaveWaiting();
        return new Following(this);
    }

    private void SaveArrived(long entryId)
    {
        lock (_gate)
        {
            if (!_isOver && files.Waiting().FirstOrDefault(entry => entry.Id == entryId) is { } entry)
            {
                Save(entry);
            }
        }
    }

    private void Save(HistoryEntry entry)
    {
        if (entry.Content is FileContent file && files.IsFromContact(entry))
        {
            Report(entry.Chat, file, files.Save(entry.Id, folder));
        }
    }

    private void Report(string from, FileContent file, FileResult result)
    {
        if (result.SavedTo is { } path)
        {
            tell(from, file, path);
        }
        else
        {
            HasFailed = true;
            complain(result.Message);
        }
    }

    private void End()
    {
        files.Arrived -= SaveArrived;
        lock (_gate)
        {
            _isOver = true;
        }
    }

    private sealed class Following(FileSaver saver) : IDisposable
    {
        public void Dispose() => saver.End();
    }
}
