using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit;

namespace Sdtp.Storage.Tests.Sqlite;

/// <summary>The embedded store, with limits so small that the suite meets every path behind them.</summary>
internal sealed class SqliteLogUnderTest : LogUnderTest
{
    private readonly TestFolder _folder = new();
    private readonly SqliteStorageOptions _options;

    internal SqliteLogUnderTest(Action<SqliteStorageOptions>? configure = null)
    {
        _options = new SqliteStorageOptions { DataFolder = _folder.File("data"), WriterCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 20 };
        configure?.Invoke(_options);
        Store = SqliteStore.Open(_options);
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
        Store = SqliteStore.Open(_options);
    }

    protected override void Dispose(bool disposing)
    {
        Store.Dispose();
        _folder.Dispose();
        base.Dispose(disposing);
    }
}
