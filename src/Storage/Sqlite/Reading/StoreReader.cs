using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Reading;

/// <summary>One connection that reads, each time from a snapshot of what is committed.</summary>
internal sealed class StoreReader : IDisposable
{
    private readonly Database _database;
    private readonly RunTable _runs;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _head;
    private readonly Statement _checkpoint;
    private readonly Statement _row;
    private readonly Statement _header;
    private readonly Statement _aged;
    private readonly Statement _grain;
    private readonly List<long> _newest = [];
    private readonly List<long> _ids = [];
    private ulong _newestFrom;

    internal StoreReader(string path, int cacheBytes)
    {
        _database = Database.Open(path, cacheBytes, readOnly: true);
        _runs = new RunTable(_database);
        _begin = _database.Prepare("BEGIN");
        _end = _database.Prepare("COMMIT");
        _head = _database.Prepare("SELECT id, epoch, first, next, swept FROM heads WHERE user = ?1");
        _checkpoint = _database.Prepare("SELECT body FROM checkpoints WHERE mailbox = ?1");
        _row = _database.Prepare(
            "SELECT mailbox, sequence, sender, message_id, stored_at, bytes_through, length(envelope), envelope FROM rows WHERE id = ?1");
        _header = _database.Prepare(
            "SELECT mailbox, sequence, sender, message_id, stored_at, bytes_through, length(envelope) FROM rows WHERE id = ?1");
        _aged = _database.Prepare("SELECT user FROM heads WHERE oldest_at < ?1 ORDER BY oldest_at LIMIT ?2");
        _grain = _database.Prepare("SELECT etag, body FROM grains WHERE storage = ?1 AND kind = ?2 AND grain = ?3");
    }

    internal void Begin() => _begin.Run();

    internal void End() => _end.Run();

    /// <summary>The head of a mailbox, or null when it was never opened.</summary>
    internal (long Id, HeadNumbers Numbers)? FindHead(UserId mailbox)
    {
        Span<byte> user = stackalloc byte[UserId.Length];
        mailbox.CopyTo(user);
        _head.Bind(1, user);
        if (!_head.Step())
        {
            return null;
        }

        var found = (_head.Number(0), new HeadNumbers(_head.Unsigned(1), _head.Unsigned(2), _head.Unsigned(3), _head.Unsigned(4)));
        _head.Reset();
        return found;
    }

    internal MailboxCheckpoint? FindCheckpoint(long mailbox)
    {
        _checkpoint.Bind(1, mailbox);
        if (!_checkpoint.Step())
        {
            return null;
        }

        var bytes = _checkpoint.Bytes(0).ToArray();
        _checkpoint.Reset();
        return new MailboxCheckpoint(bytes);
    }

    /// <summary>
    /// Keeps the places of the newest rows; before <see cref="Begin"/>, for the reason given at <see cref="UnindexedRows"/>.
    /// </summary>
    internal void Capture(UnindexedRows unindexed, long mailbox, ulong from, ulong end)
    {
        _newest.Clear();
        _newestFrom = Math.Max(from, unindexed.Collect(mailbox, from, end, _newest));
    }

    /// <summary>The row ids of consecutive sequences within what was captured; the list is used again by the next call.</summary>
    internal List<long> FindPlaces(long mailbox, ulong from, ulong end)
    {
        _ids.Clear();
        var runsEnd = Math.Min(end, _newestFrom);
        if (from < runsEnd)
        {
            from += (ulong)_runs.Collect(mailbox, from, runsEnd, _ids);
        }

        if (from >= _newestFrom)
        {
            var skip = (int)Math.Min(from - _newestFrom, (ulong)_newest.Count);
            var take = (int)Math.Min(end - Math.Min(from, end), (ulong)(_newest.Count - skip));
            _ids.AddRange(_newest.GetRange(skip, take));
        }

        return _ids;
    }

    internal MailboxRow? ReadRow(long mailbox, ulong sequence, long id)
    {
        if (!StepTo(_row, mailbox, sequence, id))
        {
            return null;
        }

        var row = new MailboxRow(HeaderOf(_row), _row.Bytes(7).ToArray());
        _row.Reset();
        return row;
    }

    internal MailboxRowHeader? ReadHeader(long mailbox, ulong sequence, long id)
    {
        if (!StepTo(_header, mailbox, sequence, id))
        {
            return null;
        }

        var header = HeaderOf(_header);
        _header.Reset();
        return header;
    }

    /// <summary>Mailboxes that may hold a row stored before a moment, oldest first.</summary>
    internal List<UserId> FindAged(long storedBeforeMs, int mailboxesMax)
    {
        var mailboxes = new List<UserId>();
        _aged.Bind(1, storedBeforeMs).Bind(2, mailboxesMax);
        while (_aged.Step())
        {
            mailboxes.Add(new UserId(_aged.Bytes(0)));
        }

        return mailboxes;
    }

    internal (string ETag, byte[] Body)? FindGrain(Writing.GrainStateKey key)
    {
        _grain.Bind(1, key.Storage).Bind(2, key.Kind).Bind(3, key.Grain);
        if (!_grain.Step())
        {
            return null;
        }

        var found = (_grain.Text(0), _grain.Bytes(1).ToArray());
        _grain.Reset();
        return found;
    }

    public void Dispose() => _database.Dispose();

    /// <summary>
    /// An id of a commit that did not happen may have been given to another row since, so the row itself must say whose it is.
    /// </summary>
    private static bool StepTo(Statement statement, long mailbox, ulong sequence, long id)
    {
        statement.Bind(1, id);
        if (!statement.Step())
        {
            return false;
        }

        if (statement.Number(0) == mailbox && statement.Unsigned(1) == sequence)
        {
            return true;
        }

        statement.Reset();
        return false;
    }

    private static MailboxRowHeader HeaderOf(Statement row) => new(
        row.Unsigned(1), new UserId(row.Bytes(2)), new MessageId(row.Bytes(3)), (int)row.Number(6),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Number(4)), row.Unsigned(5));
}
