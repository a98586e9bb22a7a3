using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>
/// What waits for the writer, in the order in which it was asked for. It never makes a caller wait: beyond <c>QueueRowsMax</c> it says
/// that it is busy, so that mailbox owners refuse messages before they give them a sequence, and far beyond that it refuses.
/// </summary>
internal sealed class WriteQueue(SqliteStorageOptions options)
{
    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private readonly PoisonedLeases _refused = new();
    private long _rows;
    private long _bytes;
    private bool _isClosed;

    internal bool IsBusy => Volatile.Read(ref _rows) >= options.QueueRowsMax || Volatile.Read(ref _bytes) >= options.QueueBytesMax;

    private bool IsOverloaded =>
        _rows / options.QueueOverloadFactor >= options.QueueRowsMax || _bytes / options.QueueOverloadFactor >= options.QueueBytesMax;

    /// <summary>Why the operation cannot be queued, or null when it has been.</summary>
    internal string? Add(WriteOperation operation)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return "The store is closed.";
            }

            if (operation.Lease is { } lease && _refused.Contains(lease))
            {
                return "An earlier write of this lease was refused; open the mailbox again.";
            }

            if (IsOverloaded)
            {
                Refuse(operation.Lease);
                return "The store is overloaded: too much waits to be written.";
            }

            if (operation is OpenOperation open)
            {
                _refused.Opened(open.Mailbox);
            }

            _waiting.Enqueue(operation);
            _rows += operation.Rows;
            _bytes += operation.Bytes;
            Monitor.Pulse(_gate);
            return null;
        }
    }

    /// <summary>
    /// Moves what fits one commit into <paramref name="batch"/>. Waits for something to do, unless <paramref name="isEager"/>; false when
    /// the queue is closed and empty.
    /// </summary>
    internal bool Take(List<WriteOperation> batch, bool isEager)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !isEager && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            var rows = 0;
            long bytes = 0;
            while (_waiting.TryPeek(out var next))
            {
                if (batch.Count > 0 && (rows + next.Rows > options.CommitRowsMax || bytes + next.Bytes > options.CommitBytesMax))
                {
                    break;
                }

                rows += next.Rows;
                bytes += next.Bytes;
                batch.Add(_waiting.Dequeue());
            }

            _rows -= rows;
            _bytes -= bytes;
            return batch.Count > 0 || !_isClosed;
        }
    }

    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Refuse(MailboxLease? lease)
    {
        if (lease is not null)
        {
            _refused.Add(lease);
            _isClosed |= _refused.IsFull;
        }
    }
}
