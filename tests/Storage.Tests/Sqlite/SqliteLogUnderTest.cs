using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit;

namespace Sdtp.Storage.Tests.Sqlite;

/// <summary>The embedded store, with limits so small that the suite meets every path behind them.</summary>
internal sealed class SqliteLogUnderTest : FailingLogUnderTest
{
    private readonly TestFolder _folder = new();
    private readonly SqliteStorageOptions _options;
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _failures;

    internal SqliteLogUnderTest(Action<SqliteStorageOptions>? configure = null)
    {
        _options = new SqliteStorageOptions { DataFolder = _folder.File("data"), WriterCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 20 };
        configure?.Invoke(_options);
        Store = Open();
    }

    public override IMailboxLog Log => Store.Mailboxes;

    internal SqliteStore Store { get; private set; }

    internal string Folder => _options.DataFolder;

    internal static SqliteLogUnderTest WithTinyLimits() => new(options =>
    {
        options.UnindexedRowsMax = 7;
        options.HeadsCachedMax = 16;
        options.GarbageRowsMax = 3;
        options.CommitRowsMax = 5;
        options.CheckpointBytes = 1 << 20;
        options.Readers = 1;
    });

    public override void Restart()
    {
        Store.Dispose();
        Store = Open();
    }

    public override IDisposable HoldCommits()
    {
        _open.Reset();
        return new Release(_open);
    }

    public override void FailNextCommit() => Interlocked.Increment(ref _failures);

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        Store.Dispose();
        _open.Dispose();
        _folder.Dispose();
        base.Dispose(disposing);
    }

    private SqliteStore Open()
    {
        var store = SqliteStore.Open(_options);
        store.Writer.BeforeCommit = () =>
        {
            _open.Wait();
            if (Interlocked.Exchange(ref _failures, 0) > 0)
            {
                throw new IOException("The test pulled the disk out.");
            }
        };
        return store;
    }

    private sealed class Release(ManualResetEventSlim open) : IDisposable
    {
        public void Dispose() => open.Set();
    }
}
