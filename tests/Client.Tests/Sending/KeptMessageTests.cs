using Microsoft.Data.Sqlite;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Sending;

public sealed class KeptMessageTests : IAsyncLifetime
{
    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob");
        _alice = await Person.JoinAsync(_home, "Alice", _relay);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_message_that_could_not_be_sealed_yet_is_sent_by_the_next_run_of_the_program()
    {
        _relay.Script = r => r.Type == FrameType.Lookup ? Verdict.Ignore : Verdict.Obey;
        var sending = _alice.SendAsync(_bob, "kept");
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Lookup) == 1, Cancel);

        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();

        await Assert.ThrowsAsync<ConnectionLostException>(() => sending);
        await _relay.UntilAsync(() => _bob.User.Mailbox.Count == 1, Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal(["kept"], _bob.Texts);
    }

    [Fact]
    public async Task Cancelling_before_a_message_is_sealed_only_stops_the_waiting()
    {
        _relay.Script = r => r.Type == FrameType.Lookup ? Verdict.Ignore : Verdict.Obey;
        using var stop = new CancellationTokenSource();
        var sending = _alice.Messenger.SendAsync(_bob.Name, "still sent", stop.Token);
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Lookup) == 1, Cancel);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();
        await _alice.SendAsync(_bob, "and this");

        Assert.Equal(["still sent", "and this"], _bob.Texts);
    }

    [Fact]
    public async Task A_relay_that_asks_for_weeks_holds_up_only_what_it_refused()
    {
        var count = 0;
        _relay.Script = r => r.Type == FrameType.Send && ++count == 1
            ? Verdict.Refuse(ErrorCode.RateLimited, retryAfterMs: uint.MaxValue)
            : Verdict.Obey;

        await Assert.ThrowsAsync<RelayException>(() => _alice.SendAsync(_bob, "refused"));
        await _alice.SendAsync(_bob, "taken").WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(["taken"], _bob.Texts);
    }

    [Fact]
    public async Task A_failure_of_the_local_store_holds_messages_up_and_loses_none()
    {
        var heldUp = new TaskCompletionSource<WarningKind>();
        _alice.Messenger.Warned += (_, e) => heldUp.TrySetResult(e.Kind);
        _relay.Script = r =>
        {
            if (r.Type == FrameType.Lookup)
            {
                Alter("ALTER TABLE outbox RENAME TO away");
            }

            return Verdict.Obey;
        };

        var sending = _alice.SendAsync(_bob, "safe");
        var warned = await heldUp.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Alter("ALTER TABLE away RENAME TO outbox");
        await sending.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(WarningKind.SendHeldUp, warned);
        Assert.Equal(["safe"], _bob.Texts);
    }

    private void Alter(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_home.Path, "alice", "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
