using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;

namespace Sdtp.Storage.Sqlite.Writing;

/// <summary>
/// Copies the write-ahead log into the file on a thread of its own, so that no commit waits for the bulk of it. The log starts over at
/// its beginning, in space that is already written and therefore flushes in half the time, once all of it has been copied: the writer
/// copies the small rest itself.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>Passes over a log that grows meanwhile; each finds less than the one before.</summary>
    private const int PassesMax = 8;

    /// <summary>Pages that the writer copies between two commits without its callers noticing.</summary>
    private const int RestPagesMax = 128;

    private readonly Database _database;
    private readonly int _pagesMax;
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly Thread _thread;
    private int _pagesSeen;
    private volatile bool _isRunning;
    private volatile bool _isRestReady;
    private volatile bool _isStopping;

    internal Checkpointer(string path, SqliteStorageOptions options)
    {
        _database = Database.Open(path, options.ReaderCacheBytes, readOnly: false);
        _database.Run("PRAGMA synchronous = FULL");
        _pagesMax = options.CheckpointBytes / Schema.PageBytes;
        _thread = new Thread(Run) { IsBackground = true, Name = "sdtp-checkpoint" };
    }

    internal void Start() => _thread.Start();

    /// <summary>Called by the writer after each commit.</summary>
    internal void Committed(Database writer)
    {
        if (_isStopping)
        {
            return;
        }

        if (_isRestReady)
        {
            _isRestReady = false;
            CopyRest(writer);
            _pagesSeen = writer.PagesWritten;
        }
        else if (!_isRunning && unchecked(writer.PagesWritten - _pagesSeen) is var pages && (pages >= _pagesMax || pages < 0))
        {
            _isRunning = true;
            _wanted.Release();
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive)
        {
            if (!_isRunning)
            {
                _wanted.Release();
            }

            _thread.Join();
        }

        _database.Dispose();
        _wanted.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _wanted.Wait();
            try
            {
                CopyBulk();
            }
            catch (SqliteFailedException)
            {
                // The log keeps every committed page; the next commit asks again, and a disk that stays broken fails the commits
                // themselves.
            }

            _isRunning = false;
        }
    }

    private void CopyBulk()
    {
        var copiedBefore = 0;
        for (var pass = 0; pass < PassesMax && !_isStopping; pass++)
        {
            // A pass knows only of what was in the log when it began: what it copied tells how much has come since.
            var copied = _database.CheckpointPassively();
            if (copied - copiedBefore is >= 0 and <= RestPagesMax)
            {
                break;
            }

            copiedBefore = copied;
        }

        _isRestReady = true;
    }

    private static void CopyRest(Database writer)
    {
        try
        {
            writer.CheckpointPassively();
        }
        catch (SqliteFailedException)
        {
            // The commit before it has succeeded all the same, and its callers must hear that.
        }
    }
}
