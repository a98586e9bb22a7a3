using System.Text.Json;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Sqlite;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Admin.Tests;

/// <summary>The verbs that look at a relay, on a store that a relay has open; the real program, as an operator runs it.</summary>
public sealed class RelayVerbTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly UserId _alice = new(Enumerable.Repeat((byte)0xA1, UserId.Length).ToArray());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stats_tell_depths_and_the_oldest_message_beside_the_relay()
    {
        using var store = await OpenAsync();

        var (code, text) = await RunAsync("stats", "--data", Data);
        var (_, json) = await RunAsync("stats", "--data", Data, "--json");

        Assert.Equal(0, code);
        Assert.Contains("messages      12 waiting", text, StringComparison.Ordinal);
        Assert.Contains("oldest        2026-01-02 15:00:00Z", text, StringComparison.Ordinal);
        Assert.Contains("10 to 99                        1", text, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json);
        Assert.Equal(12, report.RootElement.GetProperty("messages").GetInt64());
        Assert.Equal(Noon.AddHours(3), report.RootElement.GetProperty("oldestAt").GetDateTimeOffset());
        var depths = report.RootElement.GetProperty("depths").EnumerateArray();
        Assert.Equal(10, Number(Assert.Single(depths, one => Number(one, "mailboxes") == 1), "from"));
        Assert.True(Number(report.RootElement, "bytes") > 0);
    }

    [Fact]
    public async Task A_mailbox_is_explained_by_its_userID()
    {
        using var store = await OpenAsync();

        var (code, text) = await RunAsync("explain", _alice.ToString(), "--data", Data);
        var (_, json) = await RunAsync("explain", _alice.ToString(), "--data", Data, "--json");

        Assert.Equal(0, code);
        Assert.Contains("mailbox       12 waiting", text, StringComparison.Ordinal);
        Assert.Contains("last delivery everything through #2", text, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json);
        Assert.Equal(2, Number(report.RootElement, "acknowledgedThrough"));
        Assert.Equal(Noon.AddHours(14), report.RootElement.GetProperty("newestAt").GetDateTimeOffset());
        Assert.Equal("unknown", report.RootElement.GetProperty("activation").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_backup_of_an_open_store_names_its_relay_and_is_never_written_over()
    {
        using var store = await OpenAsync();
        var copy = _folder.File("copy");

        var (code, json) = await RunAsync("backup", copy, "--data", Data, "--json");
        var (again, complaint) = await RunAsync("backup", copy, "--data", Data);

        Assert.Equal(0, code);
        using var report = JsonDocument.Parse(json);
        Assert.Equal(store.ServerId.ToString(), report.RootElement.GetProperty("serverId").GetString());
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("fingerprint").ValueKind);
        Assert.Equal(1, again);
        Assert.Contains("nothing was overwritten", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "name the relay's data folder", "stats", "--data", "nothing")]
    [InlineData(1, "name the relay's data folder", "explain", "alice", "--data", "nothing")]
    [InlineData(1, "name the relay's data folder", "backup", "nothing-else", "--data", "nothing")]
    [InlineData(2, "--storage must be sqlite or azure", "stats", "--storage", "postgres")]
    [InlineData(2, "set SDTP_STORAGE_CONNECTION_STRING", "stats", "--storage", "azure")]
    [InlineData(2, "See sdtp-admin --help", "explain")]
    [InlineData(2, "See sdtp-admin --help", "backup")]
    public async Task What_cannot_be_done_is_told_in_one_line_that_says_what_to_do(int expected, string advice, params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);

        Assert.Equal(expected, code);
        Assert.StartsWith("sdtp-admin: ", output, StringComparison.Ordinal);
        Assert.Contains(advice, output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
    }

    [Theory]
    [InlineData("nobody", "Nobody is registered as nobody here")]
    [InlineData("no one", "is no username and no userID")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000ff", "does not know the userID")]
    public async Task Somebody_who_is_not_there_is_told_apart_from_a_mistake(string who, string complaint)
    {
        using var store = await OpenAsync();

        var (code, output) = await RunAsync("explain", who, "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_is_not_copied_and_the_page_that_says_how_is_named()
    {
        var environment = new Dictionary<string, string>
        {
            ["SDTP_STORAGE"] = "azure",
            ["SDTP_STORAGE_CONNECTION_STRING"] = "UseDevelopmentStorage=true",
        };

        var (code, output) = await AdminProgram.RunAsync(["backup", _folder.File("copy")], Token, environment);

        Assert.Equal(1, code);
        Assert.Contains("docs/operations.md", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output)> RunAsync(params string[] arguments) => AdminProgram.RunAsync(arguments, Token);

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    /// <summary>A store in use, with fourteen messages for Alice of which she has two.</summary>
    private async Task<SqliteStore> OpenAsync()
    {
        var store = SqliteStore.Open(new SqliteStorageOptions { DataFolder = Data });
        var lease = (await store.Mailboxes.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;
        for (ulong sequence = 1; sequence <= 14; sequence++)
        {
            var header = new MailboxRowHeader(sequence, default, MessageId.New(), 3, Noon.AddHours(sequence), sequence * 3);
            await store.Mailboxes.AppendAsync(lease, [new MailboxRow(header, new byte[3])]);
        }

        await store.Mailboxes.TrimAsync(lease, 2, null);
        return store;
    }
}
