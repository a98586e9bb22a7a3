using System.Globalization;
using Microsoft.Data.Sqlite;
using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>
/// The files of one identity on this machine. Until it is sent, or saved, a file lies in the local store in encrypted parts and nowhere
/// else. Calls read or write the disk: keep them off a UI thread. Safe for concurrent use.
/// </summary>
public sealed class FileShelf
{
    private const int NumbersMax = 1_000;

    private readonly ClientStore _store;

    internal FileShelf(ClientStore store) => _store = store;

    /// <summary>
    /// Where files are saved unless a call says otherwise: what was set here, else <c>$XDG_DOWNLOAD_DIR</c>, else <c>~/Downloads</c>.
    /// </summary>
    public string DownloadsFolder
    {
        get => _store.Settings.DownloadsFolder is { Length: > 0 } chosen ? chosen : DefaultFolder();
        set => _store.Settings.DownloadsFolder = value;
    }

    /// <summary>
    /// Takes a file as it is now into the store, to be sent, and writes it to the history. What becomes of the original afterwards changes
    /// nothing. A connected messenger begins with <see cref="Messenger.SendFiles"/>, another when it connects.
    /// </summary>
    /// <param name="to">The recipient.</param>
    /// <param name="path">The file.</param>
    /// <param name="at">The time of sending.</param>
    public FileResult Offer(Username to, string path, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(to.IsDefault, true, nameof(to));
        ArgumentException.ThrowIfNullOrEmpty(path);
        BlockingCalls.Announce("A file was read");
        if (_store.Files.CountOwn() >= FileLimits.OwnFilesMax)
        {
            return new FileResult(
                FileStatus.TooMany,
                $"{FileLimits.OwnFilesMax} files wait to be sent or have failed. Wait until one has gone, or cancel one.");
        }

        try
        {
            if (Refusal(path) is { } refusal)
            {
                return refusal;
            }

            var bytes = Read(path);
            return bytes.Length > FileLimits.SizeBytesMax ? TooLarge(path) : Add(to, Path.GetFileName(path), bytes, at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileResult(FileStatus.Unreadable, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Takes bytes into the store, to be sent as a file of any name.</summary>
    internal FileResult Add(Username to, string name, ReadOnlyMemory<byte> bytes, DateTimeOffset at)
    {
        var manifest = new FileManifest(TransferId.New(), FileHash.Of(bytes.Span), bytes.Length, name);
        return _store.Transact(() =>
        {
            var file = _store.Files.AddOwn(manifest, to, bytes.Span, at);
            var entry = _store.History.Add(new HistoryEntry(
                0, to.Display, IsOwn: true, at, file.ToContent(), HistoryState.Waiting, Failure: null));
            _store.Files.Link(file.Id, entry.Id);
            return new FileResult(FileStatus.Done, "") { Entry = entry };
        });
    }

    /// <summary>
    /// Writes a file that waits to a folder, readable by its owner only, under a safe name and never over another file, and throws the
    /// encrypted parts away.
    /// </summary>
    /// <param name="entryId">Its entry of the history.</param>
    /// <param name="folder">Where to; made when missing. Null for <see cref="DownloadsFolder"/>.</param>
    public FileResult Save(long entryId, string? folder = null)
    {
        BlockingCalls.Announce("A file was written");
        return Save(_store.Files.OfEntry(entryId), folder);
    }

    /// <summary>As the other overload, for a file that has just been received, and may not be in the history yet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">Where to; made when missing. Null for <see cref="DownloadsFolder"/>.</param>
    public FileResult Save(FileContent file, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        BlockingCalls.Announce("A file was written");
        return Save(_store.Files.Find(file.FileId), folder);
    }

    private FileResult Save(StoredFile? file, string? folder)
    {
        if (file is not { State: FileState.Waiting })
        {
            return new FileResult(FileStatus.NotWaiting, "There is no file here that waits to be saved.");
        }

        folder = Path.GetFullPath(folder ?? DownloadsFolder);
        try
        {
            var path = Write(file, folder);
            _store.Files.End(file.Id, FileState.Saved, path);
            return new FileResult(FileStatus.Done, "") { SavedTo = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileResult(FileStatus.CannotWrite, $"Nothing was saved to {folder}: {e.Message}");
        }
        catch (Exception e) when (e is StoreDamagedException or SqliteException)
        {
            return new FileResult(FileStatus.CannotWrite, $"Nothing was saved: the local store does not give the file ({e.Message}).");
        }
    }

    /// <summary>The received files of a chat that wait to be saved, in order of arrival.</summary>
    /// <param name="chat">The chat; null for all.</param>
    public IReadOnlyList<HistoryEntry> Waiting(string? chat) => _store.History.WaitingFiles(chat);

    /// <summary>
    /// The files of a chat that are neither through nor whole, in order: own ones on their way or failed, which <see cref="Cancel"/> stops,
    /// and received ones, which <see cref="Discard"/> does.
    /// </summary>
    /// <param name="chat">The chat.</param>
    public IReadOnlyList<HistoryEntry> Unfinished(string chat) => _store.History.UnfinishedFiles(chat);

    /// <summary>Whether the sender of a received file is a contact whose key is the one that is pinned.</summary>
    /// <param name="entry">Its entry of the history.</param>
    public bool IsFromContact(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Origin is { Sender: var sender } && IsContact(sender);
    }

    /// <summary>Whether somebody is a contact whose key is the one that is pinned.</summary>
    /// <param name="user">Who.</param>
    public bool IsContact(UserId user) => _store.Contacts.Find(user) is { PresentedKey: null };

    /// <summary>
    /// Throws a file away that waits or is being received; false when there is none. What comes of it later is dropped in silence.
    /// </summary>
    /// <param name="entryId">Its entry of the history.</param>
    public bool Discard(long entryId) => _store.Transact(
        () => _store.Files.OfEntry(entryId) is { } file && _store.Files.Discard(file));

    /// <summary>
    /// Stops an own file that is on its way, or has failed, for good: nothing of it is kept here, and no further part is sent. What has
    /// left cannot be called back: the other side gives its half up after <see cref="FileLimits.ExpireAfter"/>. False when there is none,
    /// or it is through already.
    /// </summary>
    /// <param name="entryId">Its entry of the history.</param>
    public bool Cancel(long entryId)
    {
        var isCancelled = _store.Transact(() =>
        {
            var isThere = _store.History.Find(entryId)?.State is HistoryState.Delivered or HistoryState.Read;
            if (isThere || _store.Files.OfEntry(entryId) is not { } file || !_store.Files.Cancel(file))
            {
                return false;
            }

            _store.History.Settle(entryId, "cancelled");
            return true;
        });
        if (isCancelled)
        {
            _store.TellFilesCancelled();
        }

        return isCancelled;
    }

    private static string DefaultFolder() => Environment.GetEnvironmentVariable("XDG_DOWNLOAD_DIR") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Downloads");

    /// <summary>Why a path cannot be sent, as far as can be known without opening it: opening a pipe may wait for ever.</summary>
    private static FileResult? Refusal(string path)
    {
        if (Directory.Exists(path))
        {
            return new FileResult(FileStatus.NotSendable, $"{path} is a folder. Pack it into one file first.");
        }

        // A link has a length of its own, which says nothing of a pipe behind it.
        var target = Path.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } end ? end.FullName : path;
        return new FileInfo(target) switch
        {
            { Exists: false } => new FileResult(FileStatus.NotFound, $"There is no file {path}."),
            { Length: 0 } when !OrdinaryFile.Is(target) => new FileResult(
                FileStatus.NotSendable, $"{path} is a pipe or a device: there is nothing to send."),
            { Length: > FileLimits.SizeBytesMax } => TooLarge(path),
            _ => null,
        };
    }

    private static FileResult TooLarge(string path) => new(
        FileStatus.TooLarge,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path} is larger than {FileLimits.SizeBytesMax >> 20} MiB. Send it in pieces, or another way."));

    /// <summary>Reads one byte more than may be sent at most: a file can grow while it is read.</summary>
    private static ReadOnlyMemory<byte> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[FileLimits.SizeBytesMax + 1];
        return buffer.AsMemory(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
    }

    private string Write(StoredFile file, string folder)
    {
        if (!Directory.Exists(folder))
        {
            MakeFolder(folder);
        }

        using var target = Create(folder, SafeFileName.Of(file.Manifest.Name));
        try
        {
            for (var part = 0; part < file.Manifest.Parts; part++)
            {
                target.Write(_store.Files.Part(file, part));
            }

            // Its only other copy goes next.
            target.Flush(flushToDisk: true);
            return target.Name;
        }
        catch
        {
            target.Close();
            File.Delete(target.Name);
            throw;
        }
    }

    private static FileStream Create(string folder, string safeName)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (var number = 0; number < NumbersMax; number++)
        {
            var path = Path.Combine(folder, SafeFileName.Numbered(safeName, number));
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException) when (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            {
                // Somebody's; also a link that leads nowhere, which would be followed if it were opened otherwise.
            }
        }

        throw new IOException($"There are {NumbersMax} files of this name already.");
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
