using Sdtp.Grains.Mailboxes;
using Sdtp.Grains.Tests.Support;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Grains.Tests.Mailboxes;

public sealed class RetryWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, 500, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    [Fact]
    public void A_pair_is_found_under_its_sequence_for_the_whole_window_and_not_beyond()
    {
        var window = new RetryWindow(Window, entriesMax: 100, next: 7);
        var pair = window.Fingerprint(Sender(1), MessageId.New());

        window.Add(7, pair, Start);

        Assert.Equal(7UL, window.Find(pair, Start + Window));
        Assert.Null(window.Find(pair, Start + Window + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void The_same_id_of_another_sender_is_another_pair()
    {
        var window = new RetryWindow(Window, entriesMax: 100, next: 1);
        var id = MessageId.New();

        window.Add(1, window.Fingerprint(Sender(1), id), Start);

        Assert.Null(window.Find(window.Fingerprint(Sender(2), id), Start));
    }

    [Fact]
    public void Every_one_of_many_pairs_keeps_its_sequence_while_the_window_grows_slides_and_shrinks()
    {
        const int PerSecond = 50;
        var window = new RetryWindow(TimeSpan.FromSeconds(10), entriesMax: 10_000, next: 1);
        var pairs = new List<UInt128> { 0 };
        for (var second = 0; second < 60; second++)
        {
            var now = Start + TimeSpan.FromSeconds(second);
            window.Evict(now);
            for (var i = 0; i < PerSecond; i++)
            {
                var pair = window.Fingerprint(Sender(i), MessageId.New());
                window.Add((ulong)pairs.Count, pair, now);
                pairs.Add(pair);
            }

            var oldestKept = Math.Max(1, ((second - 10) * PerSecond) + 1);
            for (var sequence = 1; sequence < pairs.Count; sequence++)
            {
                Assert.Equal(sequence < oldestKept ? null : (ulong)sequence, window.Find(pairs[sequence], now));
            }
        }

        window.EvictAll(Start + TimeSpan.FromSeconds(66));

        Assert.Equal(4 * PerSecond, window.Count);
        Assert.Equal((ulong)(pairs.Count - 1), window.Find(pairs[^1], Start + TimeSpan.FromSeconds(66)));
    }

    [Fact]
    public void A_pair_stored_again_beyond_the_window_is_found_under_its_new_sequence()
    {
        var window = new RetryWindow(Window, entriesMax: 100, next: 1);
        var pair = window.Fingerprint(Sender(1), MessageId.New());
        var later = Start + Window + TimeSpan.FromSeconds(2);
        window.Add(1, pair, Start);

        window.Add(2, pair, later);

        Assert.Equal(2UL, window.Find(pair, later));
        window.EvictAll(later);
        Assert.Equal(2UL, window.Find(pair, later));
        Assert.Equal(2UL, window.Low);
    }

    [Fact]
    public void There_is_no_room_beyond_the_limit_until_the_oldest_leaves()
    {
        var window = new RetryWindow(Window, entriesMax: 2, next: 1);
        window.Add(1, window.Fingerprint(Sender(1), MessageId.New()), Start);
        window.Add(2, window.Fingerprint(Sender(1), MessageId.New()), Start + TimeSpan.FromSeconds(30));

        Assert.False(window.HasRoom(Start + Window));
        Assert.True(window.HasRoom(Start + Window + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_sequence_with_a_gap_is_a_bug_and_says_so()
    {
        var window = new RetryWindow(Window, entriesMax: 10, next: 1);
        window.Add(1, 1, Start);

        Assert.Throws<InvalidOperationException>(() => window.Add(3, 2, Start));
    }

    private static UserId Sender(int number) => TestIds.User(number);
}
