using Sdtp.Client.Connection;

namespace Sdtp.Client.Tests.Connection;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_start_again_after_a_success()
    {
        var backoff = new Backoff(Options(chance: 0));

        var waits = Enumerable.Range(0, 6).Select(_ => backoff.Next().TotalSeconds).ToList();
        backoff.Reset();

        Assert.Equal([1, 2, 4, 8, 10, 10], waits);
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next());
    }

    [Fact]
    public void Chance_takes_away_up_to_the_jitter()
    {
        var backoff = new Backoff(Options(chance: 0.5) with { Jitter = 0.4 });

        Assert.Equal(TimeSpan.FromSeconds(0.8), backoff.Next());
    }

    [Fact]
    public void What_a_relay_asks_for_is_granted_up_to_a_limit()
    {
        var backoff = new Backoff(Options(chance: 0));

        Assert.Equal(TimeSpan.FromSeconds(30), backoff.Next(TimeSpan.FromSeconds(30), RelayLink.AskedWaitMax));
        Assert.Equal(RelayLink.AskedWaitMax, backoff.Next(TimeSpan.FromMilliseconds(uint.MaxValue), RelayLink.AskedWaitMax));
    }

    [Fact]
    public void Many_failures_do_not_overflow()
    {
        var backoff = new Backoff(Options(chance: 0) with { Max = TimeSpan.FromDays(300) });

        var last = TimeSpan.Zero;
        for (var i = 0; i < 5_000; i++)
        {
            last = backoff.Next();
        }

        Assert.Equal(TimeSpan.FromDays(300), last);
    }

    private static BackoffOptions Options(double chance) => new()
    {
        First = TimeSpan.FromSeconds(1),
        Max = TimeSpan.FromSeconds(10),
        Chance = () => chance,
    };
}
