using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

/// <summary>
/// A crash image is what the disk holds at one moment: the file and its write-ahead log, copied while the store is writing. Whatever was
/// acknowledged before the copy began must be in it.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private readonly TestFolder _images = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_acknowledged_row_is_in_a_crash_image_taken_in_the_middle_of_writes(bool tiny)
    {
        using var under = tiny ? SqliteLogUnderTest.WithTinyLimits() : new SqliteLogUnderTest();
        using var stop = new CancellationTokenSource();
        var users = Enumerable.Range(0, 10).Select(_ => LogUnderTest.NewUser()).ToArray();
        var acknowledged = new ulong[users.Length];
        var writers = users.Select((user, i) => Task.Run(
            () => WriteUntilStopped(under.Log, user, through => acknowledged[i] = through, stop.Token), Token)).ToArray();
        for (var image = 0; image < 5; image++)
        {
            var before = acknowledged.Sum(value => (long)value);
            await UntilAsync(() => acknowledged.Sum(value => (long)value) > before + 200);

            ulong[] promised;
            // Commits are held during the copy: a real crash sees both files at the same moment.
            using (under.HoldCommits())
            {
                await Task.Yield();
                promised = [.. acknowledged];
                CopyImage(under.Folder, _images.File($"image-{image}"));
            }

            await AssertHolds(_images.File($"image-{image}"), users, promised);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task An_image_whose_log_is_torn_holds_a_prefix_of_whole_commits()
    {
        using var under = new SqliteLogUnderTest();
        var user = LogUnderTest.NewUser();
        var opened = await under.Log.OpenAsync(user, default, Token);
        for (var i = 0; i < 20; i++)
        {
            await under.Log.AppendAsync(opened.Lease, LogUnderTest.Rows((ulong)(i * 5) + 1, 5, envelopeBytes: 3_000));
        }

        var wal = new FileInfo(Path.Combine(under.Folder, "sdtp.db-wal")).Length;
        var counts = new List<int>();
        for (var cut = 1; cut <= 10; cut++)
        {
            var image = _images.File($"torn-{cut}");
            CopyImage(under.Folder, image);
            using (var log = File.OpenWrite(Path.Combine(image, "sdtp.db-wal")))
            {
                log.SetLength(wal - (cut * wal / 12));
            }

            using var store = SqliteStore.Open(new SqliteStorageOptions { DataFolder = image });
            var page = await store.Mailboxes.ReadAsync(user, 1, 1_000, int.MaxValue, 0, Token);
            Assert.Equal(Enumerable.Range(1, page.Count), page.Select(row => (int)row.Header.Sequence));
            Assert.Equal(0, page.Count % 5);
            counts.Add(page.Count);
        }

        Assert.Equal(counts.OrderDescending(), counts);
        Assert.True(counts[0] > counts[^1]);
    }

    private static async Task WriteUntilStopped(IMailboxLog log, UserId user, Action<ulong> acknowledge, CancellationToken stop)
    {
        var opened = await log.OpenAsync(user, default, CancellationToken.None);
        for (var next = opened.Next; !stop.IsCancellationRequested; next += 3)
        {
            await log.AppendAsync(opened.Lease, LogUnderTest.Rows(next, 3));
            acknowledge(next + 2);
            if (next % 5 == 0)
            {
                await log.TrimAsync(opened.Lease, next - 1, null);
                await log.SweepAsync(opened.Lease, next - 1, 100);
            }
        }
    }

    private static async Task AssertHolds(string image, UserId[] users, ulong[] promised)
    {
        using var store = SqliteStore.Open(new SqliteStorageOptions { DataFolder = image });
        for (var i = 0; i < users.Length; i++)
        {
            var opened = await store.Mailboxes.OpenAsync(users[i], default, Token);
            Assert.True(opened.Next > promised[i], $"Mailbox {i} was acknowledged through {promised[i]} and continues with {opened.Next}.");
            var page = await store.Mailboxes.ReadAsync(users[i], 1, 100_000, int.MaxValue, 0, Token);
            Assert.Equal(opened.Next - opened.First, (ulong)page.Count);
            Assert.All(page.Index(), row => Assert.Equal(opened.First + (ulong)row.Index, row.Item.Header.Sequence));
            Assert.Equal(LogOutcome.Committed, await store.Mailboxes.AppendAsync(opened.Lease, LogUnderTest.Rows(opened.Next, 2)));
        }
    }

    private static void CopyImage(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in new[] { "sdtp.db", "sdtp.db-wal" })
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
