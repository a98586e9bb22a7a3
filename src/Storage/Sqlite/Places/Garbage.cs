using System.Numerics;
using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Places;

/// <summary>
/// Swept rows that still take space. Neighbours on a page belong to different mailboxes; erasing each alone would rewrite a page per row,
/// so a row waits until the chunk of ids around it is garbage as a whole, or until too much waits.
/// </summary>
internal sealed class Garbage
{
    private const int ChunkRows = 64;

    private readonly SortedDictionary<long, ulong> _chunks = [];
    private readonly HashSet<long> _changed = [];
    private readonly Queue<long> _full = new();
    private readonly Statement _put;
    private readonly Statement _forget;
    private readonly Statement _erase;
    private readonly Statement _eraseOne;
    private long _count;

    internal Garbage(Database database)
    {
        _put = database.Prepare("INSERT OR REPLACE INTO garbage VALUES(?1, ?2)");
        _forget = database.Prepare("DELETE FROM garbage WHERE chunk = ?1");
        _erase = database.Prepare("DELETE FROM rows WHERE id BETWEEN ?1 AND ?2");
        _eraseOne = database.Prepare("DELETE FROM rows WHERE id = ?1");
        using var all = database.Prepare("SELECT chunk, mask FROM garbage");
        while (all.Step())
        {
            Remember(all.Number(0), all.Unsigned(1));
        }
    }

    /// <summary>Whether erasing is due although nobody asks for anything.</summary>
    internal bool HasWork(int rowsMax) => _full.Count > 0 || _count > rowsMax;

    internal void Add(long id)
    {
        var chunk = id / ChunkRows;
        _changed.Add(chunk);
        Remember(chunk, 1UL << (int)(id % ChunkRows));
    }

    /// <summary>Erases a bounded number of chunks and writes what changed into the running transaction.</summary>
    internal void Write(int chunksMax, int rowsMax)
    {
        for (var i = 0; i < chunksMax && _full.TryDequeue(out var chunk); i++)
        {
            _erase.Bind(1, chunk * ChunkRows).Bind(2, (chunk * ChunkRows) + ChunkRows - 1).Run();
            Forget(chunk);
        }

        for (var i = 0; i < chunksMax && _count > rowsMax && _full.Count == 0; i++)
        {
            EraseOldest();
        }

        foreach (var chunk in _changed)
        {
            _put.Bind(1, chunk).Bind(2, unchecked((long)_chunks[chunk])).Run();
        }

        _changed.Clear();
    }

    private void EraseOldest()
    {
        var (chunk, mask) = _chunks.First();
        for (var bits = mask; bits != 0; bits &= bits - 1)
        {
            _eraseOne.Bind(1, (chunk * ChunkRows) + BitOperations.TrailingZeroCount(bits)).Run();
        }

        Forget(chunk);
    }

    private void Remember(long chunk, ulong rows)
    {
        var before = _chunks.GetValueOrDefault(chunk);
        var after = before | rows;
        _chunks[chunk] = after;
        _count += BitOperations.PopCount(after) - BitOperations.PopCount(before);
        if (after == ulong.MaxValue && before != after)
        {
            _full.Enqueue(chunk);
        }
    }

    private void Forget(long chunk)
    {
        _count -= BitOperations.PopCount(_chunks[chunk]);
        _chunks.Remove(chunk);
        _changed.Remove(chunk);
        _forget.Bind(1, chunk).Run();
    }
}
