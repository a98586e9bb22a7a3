using System.Collections.ObjectModel;

namespace Sdtp.Tui.Chat.Backends;

/// <summary>
/// What the messenger tells of entries of the history until the screen is told. More about the same entry takes no more room, so nothing
/// has to be dropped however much comes at once, and the screen ends with what is true. Safe for concurrent use.
/// </summary>
internal sealed class EntryNews
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _paused = [];
    private Dictionary<long, Item> _untold = [];

    /// <summary>Notes that a file has moved; true when it is the first news since they were taken.</summary>
    internal bool NoteFile(long entryId, bool isPaused, bool hasArrived)
    {
        lock (_gate)
        {
            _ = isPaused ? _paused.Add(entryId) : _paused.Remove(entryId);
            return Note(entryId, news => news with { HasArrived = news.HasArrived || hasArrived });
        }
    }

    /// <summary>Notes the relay's last word on a message; true when it is the first news since they were taken.</summary>
    internal bool NoteSettled(long entryId, Exception? error)
    {
        lock (_gate)
        {
            return Note(entryId, news => news with { IsSettled = true, Error = error });
        }
    }

    /// <summary>Notes that receipts have come; true when it is the first news since they were taken.</summary>
    internal bool NoteReceipts(IEnumerable<long> entryIds)
    {
        lock (_gate)
        {
            var isFirst = false;
            foreach (var entryId in entryIds)
            {
                isFirst |= Note(entryId, news => news with { IsReceipted = true });
            }

            return isFirst;
        }
    }

    /// <summary>Whether the parts of an own file wait, as it was told last. Only the messenger knows: the history does not.</summary>
    internal bool IsPaused(long entryId)
    {
        lock (_gate)
        {
            return _paused.Contains(entryId);
        }
    }

    /// <summary>A file goes on, or not at all.</summary>
    internal void Unpause(long entryId)
    {
        lock (_gate)
        {
            _paused.Remove(entryId);
        }
    }

    /// <summary>What is new, in no order.</summary>
    internal IReadOnlyDictionary<long, Item> Take()
    {
        lock (_gate)
        {
            if (_untold.Count == 0)
            {
                return ReadOnlyDictionary<long, Item>.Empty;
            }

            var taken = _untold;
            _untold = [];
            return taken;
        }
    }

    private bool Note(long entryId, Func<Item, Item> change)
    {
        var isFirst = _untold.Count == 0;
        _untold[entryId] = change(_untold.GetValueOrDefault(entryId));
        return isFirst;
    }

    /// <summary>What is new of an entry. How it stands is read from the history when it is told.</summary>
    /// <param name="HasArrived">A received file is whole.</param>
    /// <param name="IsReceipted">A receipt has come.</param>
    /// <param name="IsSettled">The relay has had its last word.</param>
    /// <param name="Error">That word, where it was no.</param>
    internal readonly record struct Item(bool HasArrived, bool IsReceipted, bool IsSettled, Exception? Error);
}
