using System.Runtime.InteropServices;
using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Places;

/// <summary>The written part of the place index, seen through one connection: which row ids hold which sequences of a mailbox.</summary>
internal sealed class RunTable(Database database)
{
    /// <summary>Most rows in one run, so that finding one row never decodes more than this.</summary>
    internal const int RunRowsMax = 1_024;

    private readonly Statement _insert = database.Prepare("INSERT INTO runs VALUES(?1, ?2, ?3, ?4)");
    private readonly Statement _last = database.Prepare("SELECT first + count FROM runs WHERE mailbox = ?1 ORDER BY first DESC LIMIT 1");
    private readonly Statement _start = database.Prepare(
        "SELECT first FROM runs WHERE mailbox = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1");

    private readonly Statement _from = database.Prepare(
        "SELECT first, count, ids FROM runs WHERE mailbox = ?1 AND first >= ?2 AND first < ?3 ORDER BY first");

    private readonly Statement _delete = database.Prepare("DELETE FROM runs WHERE mailbox = ?1 AND first + count <= ?2 AND first < ?2");

    /// <summary>Writes the places of consecutive rows.</summary>
    internal void Insert(long mailbox, ulong first, List<long> ids)
    {
        var rest = CollectionsMarshal.AsSpan(ids);
        while (!rest.IsEmpty)
        {
            var run = rest[..Math.Min(rest.Length, RunRowsMax)];
            _insert.Bind(1, mailbox).Bind(2, first).Bind(3, run.Length).Bind(4, RunCodec.Encode(run)).Run();
            first += (ulong)run.Length;
            rest = rest[run.Length..];
        }
    }

    /// <summary>The sequence after the last that has a place here; 1 when none has.</summary>
    internal ulong NextSequence(long mailbox)
    {
        _last.Bind(1, mailbox);
        if (!_last.Step())
        {
            return 1;
        }

        var next = _last.Unsigned(0);
        _last.Reset();
        return next;
    }

    /// <summary>
    /// Adds the row ids of <paramref name="from"/> up to and not including <paramref name="end"/>, as many as stand here.
    /// </summary>
    /// <returns>How many were added; they are consecutive from <paramref name="from"/>.</returns>
    internal int Collect(long mailbox, ulong from, ulong end, List<long> ids)
    {
        var wanted = from;
        _start.Bind(1, mailbox).Bind(2, from);
        if (_start.Step())
        {
            var start = _start.Unsigned(0);
            _start.Reset();
            _from.Bind(1, mailbox).Bind(2, start).Bind(3, end);
            while (wanted < end && _from.Step())
            {
                var first = _from.Unsigned(0);
                var count = (int)_from.Number(1);
                if (wanted < first || wanted >= first + (ulong)count)
                {
                    break;
                }

                var skip = (int)(wanted - first);
                var take = (int)Math.Min((ulong)(count - skip), end - wanted);
                ids.AddRange(RunCodec.Decode(_from.Bytes(2), count).AsSpan(skip, take));
                wanted += (ulong)take;
            }

            _from.Reset();
        }

        return (int)(wanted - from);
    }

    /// <summary>Deletes the runs that end below a sequence.</summary>
    internal void DeleteBelow(long mailbox, ulong sequence) => _delete.Bind(1, mailbox).Bind(2, sequence).Run();
}
