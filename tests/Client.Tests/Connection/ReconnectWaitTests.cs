using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Client.Tests.Fakes;
using Sdtp.TestKit;

namespace Sdtp.Client.Tests.Connection;

/// <summary>How long a client waits between sessions, on a clock that only the test moves.</summary>
public sealed class ReconnectWaitTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TestFolder _home = new();
    private readonly FakeRelay _relay = FakeRelay.Start();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly Channel<DateTimeOffset> _retries = Channel.CreateUnbounded<DateTimeOffset>();
    private readonly Channel<ConnectionState> _online = Channel.CreateUnbounded<ConnectionState>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Sessions_that_break_as_soon_as_they_are_open_come_back_ever_more_slowly()
    {
        await using var alice = await JoinAsync();

        var waits = new[] { await LoseAndMendAsync(), await LoseAndMendAsync(), await LoseAndMendAsync(), await LoseAndMendAsync() };

        Assert.Equal([1, 2, 4, 8], waits);
    }

    [Fact]
    public async Task A_session_that_has_held_makes_the_next_wait_short_again()
    {
        await using var alice = await JoinAsync();
        await LoseAndMendAsync();
        await LoseAndMendAsync();

        _clock.Advance(TimeSpan.FromHours(6));

        Assert.Equal(1, await LoseAndMendAsync());
    }

    private async Task<Person> JoinAsync()
    {
        var reconnect = new BackoffOptions { First = TimeSpan.FromSeconds(1), Max = TimeSpan.FromHours(6), Jitter = 0 };
        var person = await Person.JoinAsync(_home, "Alice", _relay, Person.Quick with { Clock = _clock, Reconnect = reconnect });
        person.Messenger.RetryScheduled += (_, e) => _retries.Writer.TryWrite(e.At);
        person.Messenger.ConnectionChanged += (_, e) => _ = e.State == ConnectionState.Online && _online.Writer.TryWrite(e.State);
        return person;
    }

    /// <summary>Breaks the session, and gives the seconds that the client waits before it makes the next.</summary>
    private async Task<double> LoseAndMendAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _relay.DropConnections();
        var at = await _retries.Reader.ReadAsync(cancelled).AsTask().WaitAsync(Limit, cancelled);
        var wait = at - _clock.GetUtcNow();
        _clock.Advance(wait);
        await _online.Reader.ReadAsync(cancelled).AsTask().WaitAsync(Limit, cancelled);
        return wait.TotalSeconds;
    }
}
