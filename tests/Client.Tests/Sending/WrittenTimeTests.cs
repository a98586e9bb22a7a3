using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Sending;

/// <summary>A message bears the time at which it was written, however long it had to wait.</summary>
public sealed class WrittenTimeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Longer than the test lets pass.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(20);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(Noon);
    private FakePeer _bob = null!;
    private Person _alice = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bob = FakePeer.Join(_relay, "Bob", _clock);
        var options = Person.Quick with
        {
            Clock = _clock,
            KeepHistory = true,
            ResendFor = Never,
            ConnectTimeout = Never,
            KeepAlive = Never,
        };
        _alice = await Person.JoinAsync(_home, "Alice", _relay, options);
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _relay.DisposeAsync();
        _bob.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_message_that_waited_for_the_next_run_of_the_program_is_as_old_as_it_is()
    {
        _relay.Script = r => r.Type == FrameType.Lookup ? Verdict.Ignore : Verdict.Obey;
        var sending = _alice.SendAsync(_bob, "written at noon");
        await _relay.UntilAsync(() => _relay.CountOf(FrameType.Lookup) == 1, Cancel);

        _clock.Advance(TimeSpan.FromHours(1));
        _relay.Script = _ => Verdict.Obey;
        await _alice.RestartAsync();

        await Assert.ThrowsAsync<ConnectionLostException>(() => sending);
        Assert.Equal(Noon, await SentAtAsync());
    }

    [Fact]
    public async Task An_entry_of_the_history_that_comes_to_the_messenger_later_keeps_its_time()
    {
        var entry = _alice.Profile.History.AddOwn("Bob", Noon, "written at noon");
        _clock.Advance(TimeSpan.FromHours(1));

        await _alice.Messenger.SendAsync(_bob.Name, "written at noon", entry.Id, Cancel);

        Assert.Equal(Noon, await SentAtAsync());
    }

    [Fact]
    public async Task A_message_that_was_written_while_the_clock_was_ahead_goes_out_with_the_time_of_its_sending()
    {
        var entry = _alice.Profile.History.AddOwn("Bob", Noon.AddDays(100), "written by a clock without a battery");

        await _alice.Messenger.SendAsync(_bob.Name, "written by a clock without a battery", entry.Id, Cancel);

        Assert.Equal(Noon, await SentAtAsync());
    }

    private async Task<DateTimeOffset> SentAtAsync()
    {
        await _relay.UntilAsync(() => _bob.User.Mailbox.Count == 1, Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        return _bob.Open(_bob.User.Mailbox[0].Envelope).SentAt;
    }
}
