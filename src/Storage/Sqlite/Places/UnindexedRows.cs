namespace Sdtp.Storage.Sqlite.Places;

/// <summary>
/// The places of the newest rows, which are not in <see cref="RunTable"/> yet. The writer adds a row's place before its commit and takes
/// it out after the commit that wrote its run; a reader asks here first and opens its snapshot afterwards, so that every committed row is
/// found in one of the two. A place found here says nothing of its row being committed: the reader's snapshot does.
/// </summary>
internal sealed class UnindexedRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Tail> _tails = [];
    private readonly Queue<(long Mailbox, long FirstId)> _oldest = new();
    private readonly List<(long Mailbox, Tail Tail)> _written = [];

    /// <summary>Rows that no run holds, those written by the running commit left out.</summary>
    internal int Count { get; private set; }

    internal void Add(long mailbox, ulong sequence, long id)
    {
        lock (_gate)
        {
            if (!_tails.TryGetValue(mailbox, out var tail))
            {
                _tails[mailbox] = tail = new Tail(sequence);
                _oldest.Enqueue((mailbox, id));
            }

            if (tail.Next != sequence)
            {
                throw new InvalidOperationException($"Row {id} breaks the sequence of its mailbox: {sequence} instead of {tail.Next}.");
            }

            tail.Ids.Add(id);
            Count++;
        }
    }

    /// <summary>The sequence after the newest row here, or null when the mailbox has none here. Only for the writer.</summary>
    internal ulong? NextSequence(long mailbox) =>
        _tails.TryGetValue(mailbox, out var tail) ? tail.Next : null;

    /// <summary>Adds the row ids of <paramref name="from"/> up to and not including <paramref name="end"/> that stand here.</summary>
    /// <returns>The lowest sequence that stands here, or <paramref name="end"/> when none below that does.</returns>
    internal ulong Collect(long mailbox, ulong from, ulong end, List<long> ids)
    {
        lock (_gate)
        {
            if (!_tails.TryGetValue(mailbox, out var tail) || tail.First >= end)
            {
                return end;
            }

            var start = Math.Max(from, tail.First);
            var stop = Math.Min(end, tail.Next);
            for (var sequence = start; sequence < stop; sequence++)
            {
                ids.Add(tail.Ids[(int)(sequence - tail.First)]);
            }

            return tail.First;
        }
    }

    /// <summary>Writes all places of one mailbox into the running transaction.</summary>
    internal void Write(long mailbox, RunTable runs)
    {
        if (!_tails.TryGetValue(mailbox, out var tail) || tail.Written == tail.Ids.Count)
        {
            return;
        }

        var written = tail.Written;
        runs.Insert(mailbox, tail.First + (ulong)written, written == 0 ? tail.Ids : tail.Ids[written..]);
        tail.Written = tail.Ids.Count;
        Count -= tail.Written - written;
        if (written == 0)
        {
            _written.Add((mailbox, tail));
        }
    }

    /// <summary>Writes the places of the mailboxes that have waited longest until at most a number of rows is left.</summary>
    /// <returns>The highest row id that is known to have its place written, when anything was written; else null.</returns>
    internal long? WriteOldest(int rowsMax, RunTable runs, long lastId)
    {
        // What an operation of this transaction wrote may have grown since; after the commit a tail is taken out as a whole.
        for (var i = 0; i < _written.Count; i++)
        {
            Write(_written[i].Mailbox, runs);
        }

        // The distance is bounded too: one mailbox that nobody writes to again would otherwise hold back the mark that a start reads from.
        while (_oldest.TryPeek(out var oldest) && (Count > rowsMax || lastId - oldest.FirstId > rowsMax))
        {
            if (IsCurrent(oldest))
            {
                Write(oldest.Mailbox, runs);
            }

            _oldest.Dequeue();
        }

        if (_written.Count == 0)
        {
            return null;
        }

        while (_oldest.TryPeek(out var oldest) && !IsCurrent(oldest))
        {
            _oldest.Dequeue();
        }

        return _oldest.TryPeek(out var first) ? first.FirstId - 1 : lastId;
    }

    /// <summary>Forgets what the transaction, now committed, has written.</summary>
    internal void Committed()
    {
        if (_written.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (mailbox, _) in _written)
            {
                _tails.Remove(mailbox);
            }
        }

        _written.Clear();
    }

    /// <summary>Whether an entry of the queue still speaks of the oldest unwritten row of its mailbox.</summary>
    private bool IsCurrent((long Mailbox, long FirstId) oldest) =>
        _tails.TryGetValue(oldest.Mailbox, out var tail) && tail.Written == 0 && tail.Ids[0] == oldest.FirstId;

    private sealed class Tail(ulong first)
    {
        internal ulong First { get; } = first;

        internal List<long> Ids { get; } = [];

        internal ulong Next => First + (ulong)Ids.Count;

        internal int Written { get; set; }
    }
}
