using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Places;

/// <summary>The writer's heads: those used lately in memory, the others read when wanted.</summary>
internal sealed class HeadTable
{
    private readonly int _generationMax;
    private readonly RunTable _runs;
    private readonly UnindexedRows _unindexed;
    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _putCheckpoint;
    private readonly List<Head> _changed = [];
    private Dictionary<UserId, Head> _young = [];
    private Dictionary<UserId, Head> _old = [];
    private long _nextId;

    internal HeadTable(Database database, RunTable runs, UnindexedRows unindexed, int headsMax)
    {
        _runs = runs;
        _unindexed = unindexed;
        _generationMax = headsMax / 2;
        _find = database.Prepare("SELECT id, epoch, first, next, swept, oldest_at FROM heads WHERE user = ?1");
        _insert = database.Prepare("INSERT INTO heads VALUES(?1, ?2, 0, 1, 1, 0, NULL)");
        _update = database.Prepare("UPDATE heads SET epoch = ?2, first = ?3, next = ?4, swept = ?5, oldest_at = ?6 WHERE id = ?1");
        _putCheckpoint = database.Prepare("INSERT OR REPLACE INTO checkpoints VALUES(?1, ?2)");
        _nextId = (database.ReadNumber("SELECT max(id) FROM heads") ?? 0) + 1;
    }

    internal Head? Find(UserId user)
    {
        if (_young.TryGetValue(user, out var head))
        {
            return head;
        }

        if (!_old.TryGetValue(user, out head))
        {
            head = Load(user);
        }

        if (head is not null)
        {
            Remember(head);
        }

        return head;
    }

    internal Head FindOrCreate(UserId user)
    {
        if (Find(user) is { } head)
        {
            return head;
        }

        head = new Head(_nextId++, user);
        Span<byte> bytes = stackalloc byte[UserId.Length];
        user.CopyTo(bytes);
        _insert.Bind(1, head.Id).Bind(2, bytes).Run();
        Remember(head);
        return head;
    }

    /// <summary>Has a head written at the end of the transaction, once, however often it changes.</summary>
    internal void MarkChanged(Head head)
    {
        if (!head.IsChanged)
        {
            head.IsChanged = true;
            _changed.Add(head);
        }
    }

    internal void PutCheckpoint(Head head, ReadOnlySpan<byte> checkpoint) => _putCheckpoint.Bind(1, head.Id).Bind(2, checkpoint).Run();

    /// <summary>Writes the changed heads into the running transaction.</summary>
    internal void Write()
    {
        foreach (var head in _changed)
        {
            _update.Bind(1, head.Id).Bind(2, head.Epoch).Bind(3, head.First).Bind(4, head.Next);
            _update.Bind(5, head.Swept).Bind(6, head.OldestAt).Run();
            head.IsChanged = false;
        }

        _changed.Clear();
    }

    private Head? Load(UserId user)
    {
        Span<byte> bytes = stackalloc byte[UserId.Length];
        user.CopyTo(bytes);
        _find.Bind(1, bytes);
        if (!_find.Step())
        {
            return null;
        }

        var head = new Head(_find.Number(0), user)
        {
            Epoch = _find.Unsigned(1),
            First = _find.Unsigned(2),
            Swept = _find.Unsigned(4),
            OldestAt = _find.IsNull(5) ? null : _find.Number(5),
        };
        var written = _find.Unsigned(3);
        _find.Reset();
        head.Next = Math.Max(written, _unindexed.NextSequence(head.Id) ?? _runs.NextSequence(head.Id));
        return head;
    }

    private void Remember(Head head)
    {
        if (_young.Count >= _generationMax)
        {
            // Changed heads live on in _changed; losing one here would read its old numbers back.
            Write();
            _old = _young;
            _young = [];
        }

        _young[head.User] = head;
    }
}
