using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.Storage.Tests.AzureStorage;

public sealed class OverdueIndexTests : IDisposable
{
    private static readonly DateTimeOffset Noon = LogUnderTest.Noon;

    private readonly SetClock _clock = new() { Now = Noon };
    private readonly UserId _alice = LogUnderTest.NewUser();
    private readonly AzureLogUnderTest _under;

    public OverdueIndexTests(Azurite azurite) => _under = new AzureLogUnderTest(azurite, clock: _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _under.Dispose();

    [Fact]
    public async Task A_mailbox_is_noted_once_for_each_day_with_mail_also_across_openings()
    {
        await Store(1, Noon);
        await Store(2, Noon.AddHours(1));
        await Store(3, Noon.AddDays(1));
        await Store(4, Noon.AddDays(1).AddMinutes(1));

        Assert.Equal([("20260102", Noon), ("20260103", Noon.AddDays(1))], await Notes());
    }

    [Fact]
    public async Task One_append_of_several_days_notes_each()
    {
        var lease = (await _under.Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;

        await _under.Log.AppendAsync(lease,
            [LogUnderTest.Row(1, 9, Noon, _alice), LogUnderTest.Row(2, 9, Noon, _alice), LogUnderTest.Row(3, 9, Noon.AddDays(2), _alice)]);

        Assert.Equal([("20260102", Noon), ("20260104", Noon.AddDays(2))], await Notes());
    }

    [Fact]
    public async Task A_note_is_removed_once_its_day_is_settled_and_not_before()
    {
        var lease = await Store(1, Noon);
        await _under.Log.TrimAsync(lease, 1, null);

        _clock.Now = Noon.Date.AddDays(1).AddMinutes(59);
        Assert.Empty(await _under.Log.FindOverdueAsync(Noon.AddDays(1), 10, Token));
        Assert.Single(await Notes());

        _clock.Now = _clock.Now.AddMinutes(2);
        Assert.Empty(await _under.Log.FindOverdueAsync(Noon.AddDays(1), 10, Token));
        Assert.Empty(await Notes());
    }

    [Fact]
    public async Task A_note_moves_to_the_oldest_message_left_of_its_day()
    {
        await Store(1, Noon);
        var lease = await Store(2, Noon.AddHours(3));
        await _under.Log.TrimAsync(lease, 1, null);

        Assert.Empty(await _under.Log.FindOverdueAsync(Noon.AddHours(2), 10, Token));
        Assert.Equal([("20260102", Noon.AddHours(3))], await Notes());
        Assert.Equal([_alice], await _under.Log.FindOverdueAsync(Noon.AddHours(4), 10, Token));
    }

    private async Task<MailboxLease> Store(ulong sequence, DateTimeOffset at)
    {
        var lease = (await _under.Log.OpenAsync(_alice, DateTimeOffset.MaxValue, Token)).Lease;
        Assert.Equal(LogOutcome.Committed, await _under.Log.AppendAsync(lease, LogUnderTest.Rows(sequence, 1, storedAt: at)));
        return lease;
    }

    private async Task<List<(string Day, DateTimeOffset At)>> Notes()
    {
        var notes = new List<(string, DateTimeOffset)>();
        await foreach (var row in _under.Accounts.Of(_alice).Overdue.QueryAsync<TableEntity>(cancellationToken: Token))
        {
            Assert.Equal(_alice.ToString(), row.RowKey[16..]);
            notes.Add((row.PartitionKey, DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(row.RowKey[..16], 16))));
        }

        return notes;
    }

    private sealed class SetClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
