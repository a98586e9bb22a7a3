using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>What waits to be written over all mailboxes, and the transactions under way.</summary>
internal sealed class WriteBacklog(AzureStorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _transactions = new(options.TransactionsMax);
    private long _rows;
    private long _bytes;

    internal bool IsBusy => Volatile.Read(ref _rows) >= options.QueueRowsMax || Volatile.Read(ref _bytes) >= options.QueueBytesMax;

    public void Dispose() => _transactions.Dispose();

    /// <summary>Counts a write in; false when far too much waits, and then it does not count.</summary>
    internal bool TryEnter(MailboxWrite write)
    {
        var rows = Interlocked.Add(ref _rows, write.Rows);
        var bytes = Interlocked.Add(ref _bytes, write.Bytes);
        if (rows <= (long)options.QueueRowsMax * options.QueueOverloadFactor
            && bytes <= options.QueueBytesMax * options.QueueOverloadFactor)
        {
            return true;
        }

        Leave(write);
        return false;
    }

    internal void Leave(MailboxWrite write)
    {
        Interlocked.Add(ref _rows, -write.Rows);
        Interlocked.Add(ref _bytes, -write.Bytes);
    }

    internal Task BeginTransactionAsync() => _transactions.WaitAsync();

    internal void EndTransaction() => _transactions.Release();

    internal static MailboxLogException Overload() =>
        new("Far more waits for the storage account than the queue's limits allow; the write was refused. Open the mailbox again.", null);
}
