using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Sqlite.Backup;
using Sdtp.Storage.Sqlite.Engine;
using Sdtp.Storage.Sqlite.Opening;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

public sealed class BackupTests : IDisposable
{
    private readonly TestFolder _out = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _out.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_of_an_open_store_opens_with_the_same_name_rows_and_next_sequence(bool tiny)
    {
        using var under = tiny ? SqliteLogUnderTest.WithTinyLimits() : new SqliteLogUnderTest();
        var user = LogUnderTest.NewUser();
        await FillAsync(under.Log, user, rows: 20, trimThrough: 4);

        SqliteBackup.Write(under.Folder, _out.File("copy"));

        using var copy = SqliteStore.Open(new SqliteStorageOptions { DataFolder = _out.File("copy") });
        var opened = await copy.Mailboxes.OpenAsync(user, DateTimeOffset.MaxValue, Token);
        var rows = await copy.Mailboxes.ReadAsync(user, 1, 100, 1 << 20, 0, Token);
        Assert.Equal(under.Store.ServerId, copy.ServerId);
        Assert.Equal((5UL, 21UL), (opened.First, opened.Next));
        Assert.Equal(Enumerable.Range(5, 16).Select(i => (ulong)i), rows.Select(row => row.Header.Sequence));
    }

    [Fact]
    public void A_folder_that_holds_a_store_is_never_overwritten()
    {
        using var under = new SqliteLogUnderTest();
        SqliteBackup.Write(under.Folder, _out.File("copy"));

        var refused = Assert.Throws<StoreOpenException>(() => SqliteBackup.Write(under.Folder, _out.File("copy")));

        Assert.Contains("exists already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_store_is_named_and_nothing_is_made()
    {
        var refused = Assert.Throws<StoreOpenException>(() => SqliteBackup.Write(_out.File("nothing"), _out.File("copy")));

        Assert.Contains("name the relay's data folder", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_out.File("copy")));
    }

    [Fact]
    public void A_copy_is_its_owners_alone()
    {
        using var under = new SqliteLogUnderTest();

        SqliteBackup.Write(under.Folder, _out.File("copy"));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_out.File("copy/sdtp.db")));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_inspection_beside_an_open_store_tells_depths_and_ages(bool tiny)
    {
        using var under = tiny ? SqliteLogUnderTest.WithTinyLimits() : new SqliteLogUnderTest();
        var (deep, shallow, empty) = (LogUnderTest.NewUser(), LogUnderTest.NewUser(), LogUnderTest.NewUser());
        await FillAsync(under.Log, deep, rows: 20, trimThrough: 4);
        await FillAsync(under.Log, shallow, rows: 3, trimThrough: 0);
        await FillAsync(under.Log, empty, rows: 5, trimThrough: 5);
        using var inspection = SqliteInspection.Open(under.Folder);

        var statistics = inspection.Count();
        var explained = inspection.Explain(deep);

        Assert.Equal((3L, 19L), (statistics.Mailboxes, statistics.Messages));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0], statistics.Depths);
        Assert.Equal(StoredAt(1), statistics.OldestAt);
        Assert.Equal(under.Store.ServerId, inspection.ServerId);
        Assert.True(statistics.Bytes >= new FileInfo(Path.Combine(under.Folder, "sdtp.db")).Length);
        Assert.NotNull(explained);
        Assert.Equal((16L, 4UL), (explained.Depth, explained.AcknowledgedThrough));
        Assert.Equal(StoredAt(5), explained.OldestAt);
        Assert.Equal(StoredAt(20), explained.NewestAt);
        Assert.Null(inspection.Explain(empty)!.OldestAt);
        Assert.Null(inspection.Explain(LogUnderTest.NewUser()));
    }

    [Fact]
    public async Task The_oldest_message_is_found_behind_mailboxes_whose_older_ones_are_acknowledged()
    {
        using var under = new SqliteLogUnderTest();
        using var inspection = SqliteInspection.Open(under.Folder);
        Assert.Null(inspection.Count().OldestAt);
        await FillAsync(under.Log, LogUnderTest.NewUser(), rows: 6, trimThrough: 6);
        await FillAsync(under.Log, LogUnderTest.NewUser(), rows: 6, trimThrough: 4);
        await FillAsync(under.Log, LogUnderTest.NewUser(), rows: 6, trimThrough: 2);

        Assert.Equal(StoredAt(3), inspection.Count().OldestAt);
    }

    [Fact]
    public void A_database_of_another_program_is_named_and_not_counted()
    {
        File.WriteAllBytes(_out.File("sdtp.db"), []);
        using (var other = Database.Open(_out.File("sdtp.db"), cacheBytes: 1 << 20, readOnly: false))
        {
            other.Run("CREATE TABLE heads(id INTEGER)");
        }

        var refused = Assert.Throws<StoreOpenException>(() => SqliteInspection.Open(_out.Path));

        Assert.Equal(StoreOpenFailure.Foreign, refused.Failure);
    }

    private static DateTimeOffset StoredAt(ulong sequence) => DateTimeOffset.UnixEpoch.AddHours(sequence);

    private static async Task FillAsync(IMailboxLog log, UserId user, ulong rows, ulong trimThrough)
    {
        var opened = await log.OpenAsync(user, DateTimeOffset.MaxValue, Token);
        for (ulong sequence = 1; sequence <= rows; sequence++)
        {
            var header = new MailboxRowHeader(
                sequence, LogUnderTest.NewUser(), MessageId.New(), 3, StoredAt(sequence), sequence * 3);
            Assert.Equal(LogOutcome.Committed, await log.AppendAsync(opened.Lease, [new MailboxRow(header, new byte[3])]));
        }

        if (trimThrough > 0)
        {
            Assert.Equal(LogOutcome.Committed, await log.TrimAsync(opened.Lease, trimThrough, null));
        }
    }
}
