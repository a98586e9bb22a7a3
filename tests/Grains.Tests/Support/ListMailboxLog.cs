using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Tests.Support;

/// <summary>The contract of <see cref="IMailboxLog"/> in its plainest form: a list per mailbox. What is asked against the contract is a test's failure.</summary>
internal sealed class ListMailboxLog : IMailboxLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UserId, Box> _boxes = [];

    public ValueTask<OpenedMailbox> OpenAsync(UserId mailbox, DateTimeOffset recentSince, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_boxes.TryGetValue(mailbox, out var box))
            {
                _boxes.Add(mailbox, box = new Box());
            }

            box.Epoch++;
            var recent = box.Rows.Where(row => row.Header.StoredAt >= recentSince).Select(row => row.Header).ToArray();
            return new(new OpenedMailbox(new MailboxLease(mailbox, box.Epoch), box.First, box.Next, box.Swept, recent, box.Checkpoint));
        }
    }

    public ValueTask<LogOutcome> AppendAsync(MailboxLease lease, IReadOnlyList<MailboxRow> rows)
    {
        lock (_lock)
        {
            var box = _boxes[lease.Mailbox];
            if (box.Epoch != lease.Epoch)
            {
                return new(LogOutcome.Fenced);
            }

            foreach (var row in rows)
            {
                Require(row.Header.Sequence == box.Next, "rows continue the sequence exactly");
                box.Next++;
                box.Rows.Add(row);
            }

            return new(LogOutcome.Committed);
        }
    }

    public ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var box = _boxes[mailbox];
            var page = new List<MailboxRow>();
            var bytes = 0L;
            foreach (var row in box.Rows.Where(row => row.Header.Sequence >= Math.Max(from, box.First)).Take(rowsMax))
            {
                bytes += row.Envelope.Length + rowOverheadBytes;
                if (page.Count != 0 && bytes > bytesMax)
                {
                    break;
                }

                page.Add(row);
            }

            return new(page);
        }
    }

    public ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_boxes[mailbox].Rows.Where(row => row.Header.Sequence >= from).Take(rowsMax).Select(row => row.Header).ToArray());
        }
    }

    public ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_boxes[mailbox].Rows.Find(row => row.Header.Sequence == sequence));
        }
    }

    public ValueTask<LogOutcome> TrimAsync(MailboxLease lease, ulong through, MailboxCheckpoint? checkpoint)
    {
        lock (_lock)
        {
            var box = _boxes[lease.Mailbox];
            if (box.Epoch != lease.Epoch)
            {
                return new(LogOutcome.Fenced);
            }

            Require(through < box.Next, "only what is stored can be trimmed");
            box.First = Math.Max(box.First, through + 1);
            box.Checkpoint = checkpoint ?? box.Checkpoint;
            return new(LogOutcome.Committed);
        }
    }

    public ValueTask<SweepResult> SweepAsync(MailboxLease lease, ulong through, int rowsMax)
    {
        lock (_lock)
        {
            var box = _boxes[lease.Mailbox];
            if (box.Epoch != lease.Epoch)
            {
                return new(new SweepResult(LogOutcome.Fenced, box.Swept));
            }

            Require(through < box.First, "only what is trimmed can be swept");
            var last = Math.Min(through, box.Swept + (ulong)rowsMax);
            box.Rows.RemoveAll(row => row.Header.Sequence <= last);
            box.Swept = Math.Max(box.Swept, last);
            return new(new SweepResult(LogOutcome.Committed, box.Swept));
        }
    }

    public ValueTask<IReadOnlyList<UserId>> FindOverdueAsync(DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_boxes.Where(pair => pair.Value.IsOverdue(storedBefore)).Select(pair => pair.Key).Take(mailboxesMax).ToArray());
        }
    }

    private static void Require(bool kept, string contract)
    {
        if (!kept)
        {
            throw new InvalidOperationException($"The mailbox log's contract was broken: {contract}.");
        }
    }

    private sealed class Box
    {
        public ulong Epoch { get; set; }

        public ulong First { get; set; } = 1;

        public ulong Next { get; set; } = 1;

        public ulong Swept { get; set; }

        public List<MailboxRow> Rows { get; } = [];

        public MailboxCheckpoint? Checkpoint { get; set; }

        public bool IsOverdue(DateTimeOffset storedBefore) =>
            Rows.Find(row => row.Header.Sequence >= First) is { } oldest && oldest.Header.StoredAt < storedBefore;
    }
}
