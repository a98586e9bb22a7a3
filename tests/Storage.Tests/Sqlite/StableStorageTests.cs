using Sdtp.Storage.Sqlite;
using Sdtp.Storage.Sqlite.Writing;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Storage.Tests.Sqlite;

/// <summary>
/// R1 where only a power cut would tell: the system keeps what a killed process wrote, flushed or not, so no crash that a test can make
/// shows a commit that was not flushed. What is left is to ask the connection that commits.
/// </summary>
public sealed class StableStorageTests : IDisposable
{
    private const long Full = 2;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_connection_that_commits_flushes_its_log_with_every_commit()
    {
        var options = new SqliteStorageOptions { DataFolder = _folder.File("data") };
        SqliteStore.Open(options).Dispose();
        var file = Assert.Single(Directory.GetFiles(options.DataFolder, "*.db"));

        using var state = WriteState.Load(file, options);

        Assert.Equal("wal", state.Database.ReadText("PRAGMA journal_mode"));
        Assert.Equal(Full, state.Database.ReadNumber("PRAGMA synchronous"));
    }
}
