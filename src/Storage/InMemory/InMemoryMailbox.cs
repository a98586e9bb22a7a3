using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.InMemory;

/// <summary>The head and rows of one mailbox of an <see cref="InMemoryMailboxLog"/>, which holds its lock around every call.</summary>
internal sealed class InMemoryMailbox
{
    private readonly List<MailboxRow> _rows = [];
    private ulong _first = 1;
    private ulong _next = 1;
    private ulong _sweptThrough;
    private MailboxCheckpoint? _checkpoint;

    internal ulong Epoch { get; private set; }

    /// <summary>When the oldest untrimmed row was stored; null in an empty mailbox.</summary>
    internal DateTimeOffset? OldestStoredAt => Find(_first)?.Header.StoredAt;

    internal OpenedMailbox Open(UserId mailbox, DateTimeOffset recentSince)
    {
        Epoch++;
        var recent = _rows.Select(row => row.Header).Where(header => header.StoredAt >= recentSince).TakeLast(OpenedMailbox.RecentRowsMax);
        return new OpenedMailbox(new MailboxLease(mailbox, Epoch), _first, _next, _sweptThrough, recent.ToArray(), _checkpoint);
    }

    internal void Append(IReadOnlyList<MailboxRow> rows)
    {
        MailboxArguments.CheckAppend(rows, _next);
        _rows.AddRange(rows);
        _next += (ulong)rows.Count;
    }

    internal List<MailboxRow> Read(ulong from, int rowsMax, int bytesMax, int rowOverheadBytes)
    {
        var page = new List<MailboxRow>();
        long bytes = 0;
        foreach (var row in RowsFrom(Math.Max(from, _first)).Take(rowsMax))
        {
            bytes += row.Envelope.Length + rowOverheadBytes;
            if (page.Count > 0 && bytes > bytesMax)
            {
                break;
            }

            page.Add(row);
        }

        return page;
    }

    internal MailboxRowHeader[] ReadHeaders(ulong from, int rowsMax) =>
        RowsFrom(from).Take(rowsMax).Select(row => row.Header).ToArray();

    internal MailboxRow? Find(ulong sequence) =>
        sequence > _sweptThrough && sequence < _next ? _rows[IndexOf(sequence)] : null;

    internal void Trim(ulong through, MailboxCheckpoint? checkpoint)
    {
        MailboxArguments.CheckTrim(through, _next, checkpoint);
        _first = Math.Max(_first, through + 1);
        _checkpoint = checkpoint ?? _checkpoint;
    }

    internal ulong Sweep(ulong through, int rowsMax)
    {
        MailboxArguments.CheckSweep(through, _first, rowsMax);
        if (through > _sweptThrough)
        {
            var count = (int)Math.Min(through - _sweptThrough, (ulong)rowsMax);
            _rows.RemoveRange(0, count);
            _sweptThrough += (ulong)count;
        }

        return _sweptThrough;
    }

    private IEnumerable<MailboxRow> RowsFrom(ulong from) =>
        from >= _next ? [] : _rows.Skip(IndexOf(Math.Max(from, _sweptThrough + 1)));

    private int IndexOf(ulong sequence) => (int)(sequence - _sweptThrough - 1);
}
