using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite.Engine;

namespace Sdtp.Storage.Sqlite.Reading;

/// <summary>
/// A bounded number of reading connections. A read runs on the caller's thread: it is a bounded page from memory most of the time, tens
/// of microseconds, and moving it to another thread would cost as much again. Only waiting for a free connection is asynchronous.
/// </summary>
internal sealed class ReaderPool(string path, SqliteStorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers, options.Readers);
    private readonly Stack<StoreReader> _idle = new();
    private bool _isClosed;

    internal async ValueTask<T> Read<T>(Func<StoreReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        StoreReader? reader = null;
        try
        {
            reader = Take();
            var result = read(reader);
            GiveBack(reader);
            return result;
        }
        catch (Exception failure)
        {
            // Its statements and snapshot may be half way through something.
            reader?.Dispose();
            if (failure is SqliteFailedException)
            {
                throw new MailboxLogException($"The read failed: {failure.Message}", failure);
            }

            throw;
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _isClosed = true;
            while (_idle.TryPop(out var reader))
            {
                reader.Dispose();
            }
        }
    }

    private StoreReader Take()
    {
        lock (_idle)
        {
            if (_isClosed)
            {
                throw new MailboxLogException("The store is closed.", null);
            }

            if (_idle.TryPop(out var reader))
            {
                return reader;
            }
        }

        return new StoreReader(path, options.ReaderCacheBytes);
    }

    private void GiveBack(StoreReader reader)
    {
        lock (_idle)
        {
            if (!_isClosed)
            {
                _idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }
}
