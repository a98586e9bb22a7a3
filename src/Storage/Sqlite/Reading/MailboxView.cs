using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Reading;

/// <summary>One mailbox through one connection: what may be asked of it, each answered from one snapshot.</summary>
internal sealed class MailboxView(StoreReader reader, UnindexedRows unindexed, UserId mailbox)
{
    /// <summary>Untrimmed rows in order, while they fit.</summary>
    internal List<MailboxRow> ReadPage(ulong from, int rowsMax, int bytesMax, int rowOverheadBytes) =>
        InSnapshot(head => Math.Max(from, head.First), rowsMax, (id, start, end) =>
        {
            var page = new List<MailboxRow>();
            long bytes = 0;
            foreach (var place in reader.FindPlaces(id, start, end))
            {
                if (reader.ReadRow(id, start + (ulong)page.Count, place) is not { } row)
                {
                    break;
                }

                bytes += row.Envelope.Length + rowOverheadBytes;
                if (page.Count > 0 && bytes > bytesMax)
                {
                    break;
                }

                page.Add(row);
            }

            return page;
        }, []);

    /// <summary>Headers of rows not yet swept, in order.</summary>
    internal List<MailboxRowHeader> ReadHeaders(ulong from, int rowsMax) =>
        InSnapshot(head => Math.Max(from, head.Swept + 1), rowsMax, HeadersOf, []);

    /// <summary>One row not yet swept.</summary>
    internal MailboxRow? Find(ulong sequence) =>
        InSnapshot<MailboxRow?>(head => Math.Max(sequence, head.Swept + 1), 1, (id, start, end) =>
            start == sequence && reader.FindPlaces(id, start, end) is [var place] ? reader.ReadRow(id, sequence, place) : null, null);

    /// <summary>Headers of the rows stored at or after a moment, the newest of them, of a mailbox just opened.</summary>
    internal List<MailboxRowHeader> ReadRecent(HeadNumbers opened, DateTimeOffset since)
    {
        var lowest = Math.Max(opened.Swept + 1, opened.Next - Math.Min(opened.Next, OpenedMailbox.RecentRowsMax));
        return InSnapshot(head => Math.Max(lowest, head.Swept + 1), OpenedMailbox.RecentRowsMax, (id, start, end) =>
        {
            end = Math.Min(end, opened.Next);
            bool IsRecent(ulong sequence) =>
                reader.FindPlaces(id, sequence, sequence + 1) is [var place] && reader.ReadHeader(id, sequence, place)?.StoredAt >= since;
            if (start >= end || !IsRecent(end - 1))
            {
                return [];
            }

            // Moments never fall along a mailbox, so the first recent row is found by halving.
            var recent = end - 1;
            while (start < recent)
            {
                var middle = start + ((recent - start) / 2);
                if (IsRecent(middle))
                {
                    recent = middle;
                }
                else
                {
                    start = middle + 1;
                }
            }

            return HeadersOf(id, recent, end);
        }, []);
    }

    /// <summary>The oldest untrimmed row's moment, or null in an empty mailbox, with the head that it was true for.</summary>
    internal (HeadNumbers Head, DateTimeOffset? StoredAt) ReadOldest()
    {
        HeadNumbers seen = default;
        var oldest = InSnapshot(head => (seen = head).First, 1, HeadersOf, []);
        return (seen, oldest is [var header] ? header.StoredAt : null);
    }

    private List<MailboxRowHeader> HeadersOf(long id, ulong start, ulong end)
    {
        var headers = new List<MailboxRowHeader>();
        foreach (var place in reader.FindPlaces(id, start, end))
        {
            if (reader.ReadHeader(id, start + (ulong)headers.Count, place) is not { } header)
            {
                break;
            }

            headers.Add(header);
        }

        return headers;
    }

    /// <summary>
    /// Captures the newest places, opens the snapshot, and reads. Where a trim or sweep committed in between, it begins again: the places
    /// captured may be of rows that are gone in the snapshot.
    /// </summary>
    private T InSnapshot<T>(Func<HeadNumbers, ulong> startOf, int rowsMax, Func<long, ulong, ulong, T> read, T nothing)
    {
        if (reader.FindHead(mailbox) is not { } found)
        {
            return nothing;
        }

        var start = startOf(found.Numbers);
        while (true)
        {
            // Sequences are below 2^63; a caller may ask from anywhere.
            var from = Math.Min(start, long.MaxValue / 2);
            reader.Capture(unindexed, found.Id, from, from + (ulong)rowsMax);
            reader.Begin();
            var snapshotStart = startOf(reader.FindHead(mailbox)!.Value.Numbers);
            if (snapshotStart == start)
            {
                var result = read(found.Id, from, from + (ulong)rowsMax);
                reader.End();
                return result;
            }

            reader.End();
            start = snapshotStart;
        }
    }
}
