using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Observability;
using Sdtp.Storage.Sqlite.Places;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>
/// The one thread that writes. While the disk flushes a commit, what the next one will hold gathers in the queue: the busier the relay,
/// the larger the group.
/// </summary>
internal sealed class Writer : IDisposable
{
    private readonly string _path;
    private readonly SqliteStorageOptions _options;
    private readonly WriteQueue _queue;
    private readonly Checkpointer _checkpointer;
    private readonly PoisonedLeases _poisoned = new();
    private readonly Thread _thread;
    private WriteState? _state;
    private UnindexedRows _unindexed;

    internal Writer(string path, SqliteStorageOptions options, Checkpointer checkpointer)
    {
        _path = path;
        _options = options;
        _checkpointer = checkpointer;
        _queue = new WriteQueue(options);
        _state = WriteState.Load(path, options);
        _unindexed = _state.Unindexed;
        _thread = new Thread(Run) { IsBackground = true, Name = "sdtp-writer" };
    }

    internal bool IsBusy => _queue.IsBusy;

    /// <summary>For readers: the places of the newest rows.</summary>
    internal UnindexedRows Unindexed => Volatile.Read(ref _unindexed);

    /// <summary>Called on the writer's thread before each commit; what it throws fails the commit. For tests.</summary>
    internal Action? BeforeCommit { get; set; }

    internal void Start() => _thread.Start();

    internal Task<T> Do<T>(WriteOperation<T> operation)
    {
        if (_queue.Add(operation) is { } refusal)
        {
            operation.Fail(new MailboxLogException(refusal, null));
        }

        return operation.Task;
    }

    public void Dispose()
    {
        _queue.Close();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _state?.Dispose();
    }

    private void Run()
    {
        var batch = new List<WriteOperation>();
        while (_queue.Take(batch, isEager: _state?.HasIdleWork == true))
        {
            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<WriteOperation> batch)
    {
        try
        {
            RefusePoisoned(batch);
            _state ??= Reload();
            using var trace = StorageMetrics.Trace();
            var start = StorageMetrics.Start();
            _state.Begin();
            foreach (var operation in batch)
            {
                operation.Apply(_state);
            }

            _state.Commit(BeforeCommit);
            StorageMetrics.Committed(start, batch.Count, StorageMetrics.Sqlite);
            _checkpointer.Committed(_state.Database);
        }
        catch (Exception failure)
        {
            StorageMetrics.Failed(StorageMetrics.Sqlite);

            // Whatever it was, the outcome is unknown to the callers, and the file alone knows the truth now.
            Forget();
            Fail(batch, failure);
            return;
        }

        foreach (var operation in batch)
        {
            if (operation is OpenOperation open)
            {
                _poisoned.Opened(open.Mailbox);
            }

            operation.Complete();
        }
    }

    private void RefusePoisoned(List<WriteOperation> batch)
    {
        if (_poisoned.IsFull)
        {
            throw new MailboxLogException("Too many writes have failed; the store no longer writes. Restart it.", null);
        }

        batch.RemoveAll(operation =>
        {
            var refused = operation.Lease is { } lease && _poisoned.Contains(lease);
            if (refused)
            {
                operation.Fail(new MailboxLogException("An earlier write of this lease failed; open the mailbox again.", null));
            }

            return refused;
        });
    }

    private void Fail(List<WriteOperation> batch, Exception failure)
    {
        foreach (var operation in batch)
        {
            if (operation.Lease is { } lease)
            {
                _poisoned.Add(lease);
            }

            operation.Fail(new MailboxLogException($"The commit failed: {failure.Message}", failure));
        }
    }

    private void Forget()
    {
        _state?.Dispose();
        _state = null;
    }

    private WriteState Reload()
    {
        var state = WriteState.Load(_path, _options);
        Volatile.Write(ref _unindexed, state.Unindexed);
        return state;
    }
}
