using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Sdtp.Client.Store;
using Sdtp.Crypto.Contents;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Receiving;

/// <summary>What a part of a file came to.</summary>
internal enum FileOutcome
{
    /// <summary>The first part of a file: there is something to show.</summary>
    First,

    /// <summary>A further part, or one that says nothing new.</summary>
    Further,

    /// <summary>It says of the whole what an earlier part did not.</summary>
    Contradicts,

    /// <summary>Too much waits to be saved already.</summary>
    Refused,
}

/// <summary>What a part of a file came to, and the file as it is now.</summary>
internal sealed record FileArrival(FileOutcome Outcome, StoredFile? File)
{
    /// <summary>Whether there is something to tell the sender: this part made the file whole, or is the last of one that is.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    internal bool IsWhole { get; init; }

    /// <summary>Whether this part was the one that was missing.</summary>
    internal bool MakesWhole { get; init; }

    /// <summary>Whether the person has seen the file's line already.</summary>
    internal bool IsSeen { get; init; }

    [MemberNotNullWhen(true, nameof(File))]
    internal bool IsFirst => Outcome == FileOutcome.First;
}

/// <summary>
/// Puts the parts of files together, encrypted, in whatever order they come. Call it in the transaction of the page: a part is acknowledged
/// when it is on the disk.
/// </summary>
internal sealed class FileIntake(ClientStore store, TimeProvider clock)
{
    private readonly FileStore _files = store.Files;

    internal FileArrival Take(UserId sender, MessageId message, FilePartContent part)
    {
        var file = _files.Find(sender, part.Manifest.Transfer);
        if (file is null)
        {
            // A program that runs for weeks must not refuse a file for the sake of one that will never be whole.
            _files.Expire(clock.GetUtcNow());
            var isStranger = store.Contacts.Find(sender) is null;
            var hasRoom = HasRoom(sender, isStranger, part.Manifest.SizeBytes);

            // Also one that is refused is remembered, so that its other parts are dropped in silence.
            var added = _files.AddReceived(
                part.Manifest, sender, isStranger, hasRoom ? FileState.Receiving : FileState.Refused, clock.GetUtcNow());
            return hasRoom ? Add(added, message, part) with { Outcome = FileOutcome.First } : new FileArrival(FileOutcome.Refused, null);
        }

        return file.Manifest == part.Manifest ? Add(file, message, part) : new FileArrival(FileOutcome.Contradicts, null);
    }

    private FileArrival Add(StoredFile file, MessageId message, FilePartContent part)
    {
        var isLastPart = part.Part == file.Manifest.Parts - 1;
        if (isLastPart && file.State is FileState.Receiving or FileState.Waiting or FileState.Saved)
        {
            // Also where it comes once more: the sender began anew, and waits for a receipt under this id.
            _files.NoteLastMessage(file, message);
        }

        var makesWhole = file.State == FileState.Receiving
            && _files.Put(file, part.Part, part.Bytes.Span, clock.GetUtcNow())
            && file.Done + 1 == file.Manifest.Parts;
        if (makesWhole)
        {
            Finish(file);
        }

        var now = _files.Find(file.Id)!;
        return new FileArrival(FileOutcome.Further, now)
        {
            MakesWhole = makesWhole && now.State == FileState.Waiting,
            IsWhole = now.State is FileState.Waiting or FileState.Saved && (makesWhole || isLastPart),
            IsSeen = now.HistoryId is { } entry
                && store.History.Find(entry) is { } shown
                && store.History.FindChat(shown.Chat)?.SeenThrough >= entry,
        };
    }

    private void Finish(StoredFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var part = 0; part < file.Manifest.Parts; part++)
        {
            hash.AppendData(_files.Part(file, part));
        }

        if (new FileHash(hash.GetHashAndReset()) == file.Manifest.Hash)
        {
            _files.Move(file.Id, FileState.Waiting);
        }
        else
        {
            _files.End(file.Id, FileState.Damaged);
        }
    }

    private bool HasRoom(UserId sender, bool isStranger, int size)
    {
        var held = _files.Held(sender);
        return Fits(held.Sender, FileLimits.SenderFilesMax, FileLimits.SenderBytesMax)
            && Fits(held.All, FileLimits.FilesMax, FileLimits.BytesMax)
            && (!isStranger || Fits(held.Strangers, FileLimits.StrangersFilesMax, FileLimits.StrangersBytesMax));

        bool Fits((int Files, long Bytes) used, int filesMax, long bytesMax) =>
            used.Files < filesMax && used.Bytes + size <= bytesMax;
    }
}
