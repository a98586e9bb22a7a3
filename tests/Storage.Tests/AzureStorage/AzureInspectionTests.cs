using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.AzureStorage.GrainState;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

/// <summary>What an operator's program reads beside a cluster.</summary>
public sealed class AzureInspectionTests : IDisposable
{
    private const string Service = "service";

    private readonly AzureLogUnderTest _under;
    private readonly AzureInspection _inspection;

    public AzureInspectionTests(Azurite azurite)
    {
        // Two places in the list, one account: nothing may be counted twice.
        _under = new AzureLogUnderTest(azurite, options =>
        {
            options.Accounts.Add(new AzureStorageAccount { ConnectionString = azurite.ConnectionString });
            options.GrainStateTable = options.TableNamePrefix + "State";
        });
        _inspection = new AzureInspection(_under.Options, Service, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _under.Dispose();

    [Fact]
    public async Task Depths_and_ages_are_those_of_the_mailboxes_and_looking_changes_nothing()
    {
        var (deep, empty) = (LogUnderTest.NewUser(), LogUnderTest.NewUser());
        await FillAsync(deep, rows: 20, trimThrough: 4);
        await FillAsync(LogUnderTest.NewUser(), rows: 9, trimThrough: 6);
        await FillAsync(empty, rows: 5, trimThrough: 5);
        var sent = _under.Faults.Sent;

        var statistics = await _inspection.CountAsync(Token);
        var explained = await _inspection.ExplainAsync(deep, Token);

        Assert.Equal((3L, 19L, StoredAt(5)), (statistics.Mailboxes, statistics.Messages, statistics.OldestAt));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0], statistics.Depths);
        Assert.Null(statistics.Bytes);
        Assert.NotNull(explained);
        Assert.Equal((16L, 4UL), (explained.Depth, explained.AcknowledgedThrough));
        Assert.Equal((StoredAt(5), StoredAt(20)), (explained.OldestAt, explained.NewestAt));
        Assert.Null((await _inspection.ExplainAsync(empty, Token))!.OldestAt);
        Assert.Null(await _inspection.ExplainAsync(LogUnderTest.NewUser(), Token));
        Assert.Equal(sent, _under.Faults.Sent);
    }

    [Fact]
    public async Task Users_of_this_service_are_counted_and_their_state_is_found()
    {
        var user = GrainId.Create("sdtp.user", LogUnderTest.NewUser().ToString());
        await PutStateAsync(Service, user, "user", [1, 2, 3]);
        await PutStateAsync(Service, GrainId.Create("sdtp.username", "alice"), "username", [4]);
        await PutStateAsync("other", GrainId.Create("sdtp.user", LogUnderTest.NewUser().ToString()), "user", [5]);

        Assert.Equal(1, (await _inspection.CountAsync(Token)).Users);
        Assert.Equal([1, 2, 3], (await _inspection.FindStateAsync("user", user, Token))!.Value.ToArray());
        Assert.Null(await _inspection.FindStateAsync("user", GrainId.Create("sdtp.user", "nobody"), Token));
    }

    private static DateTimeOffset StoredAt(ulong sequence) => LogUnderTest.Noon.AddHours(sequence * 5);

    private async Task PutStateAsync(string service, GrainId grain, string name, byte[] state)
    {
        var row = new TableEntity(GrainStateKeys.Partition(service, grain), GrainStateKeys.Row(name)) { ["Data"] = state };
        await _under.Accounts.GrainState.AddEntityAsync(row, Token);
    }

    private async Task FillAsync(UserId user, ulong rows, ulong trimThrough)
    {
        var lease = (await _under.Log.OpenAsync(user, DateTimeOffset.MaxValue, Token)).Lease;
        for (ulong sequence = 1; sequence <= rows; sequence++)
        {
            await _under.Log.AppendAsync(lease, LogUnderTest.Rows(sequence, 1, storedAt: StoredAt(sequence)));
        }

        await _under.Log.TrimAsync(lease, trimThrough, null);
    }
}
