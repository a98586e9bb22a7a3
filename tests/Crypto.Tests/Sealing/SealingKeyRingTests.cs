using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Crypto.Sealing;
using Xunit;

namespace Sdtp.Crypto.Tests.Sealing;

public sealed class SealingKeyRingTests : IDisposable
{
    private static readonly SealingKeyPolicy Policy = SealingKeyPolicy.Default;
    private static readonly TimeSpan UntilDeletable = TimeSpan.FromHours(24) + TimeSpan.FromDays(30);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SealingKeyRing _ring = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Empty_ring_needs_a_key_and_the_first_has_number_one()
    {
        Assert.True(_ring.NeedsNewKey(Policy, Now));

        var key = _ring.AddNew(Policy, Now);

        Assert.Equal(1u, key.Number);
        Assert.Equal(Now, key.CreatedAt);
        Assert.Equal(Now.AddDays(60), key.ExpiresAt);
        Assert.Same(key, _ring.Find(1));
        Assert.Null(_ring.Find(2));
        Assert.Null(_ring.Newest!.AcknowledgedAt);
        Assert.False(_ring.NeedsNewKey(Policy, Now));
    }

    [Fact]
    public void Key_is_replaced_when_it_is_older_than_seven_days()
    {
        _ring.AddNew(Policy, Now);

        _clock.Advance(TimeSpan.FromDays(7));
        Assert.False(_ring.NeedsNewKey(Policy, Now));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_ring.NeedsNewKey(Policy, Now));

        Assert.Equal(2u, _ring.AddNew(Policy, Now).Number);
        Assert.Equal(2u, _ring.Newest!.Key.Number);
    }

    [Fact]
    public void Key_made_by_a_clock_that_ran_ahead_is_replaced()
    {
        _ring.AddNew(Policy, Now.AddHours(24));
        Assert.False(_ring.NeedsNewKey(Policy, Now));

        _ring.AddNew(Policy, Now.AddYears(1));
        Assert.True(_ring.NeedsNewKey(Policy, Now));
    }

    [Fact]
    public void Number_passes_the_one_that_the_relay_holds()
    {
        _ring.AddNew(Policy, Now);

        Assert.Equal(42u, _ring.AddNew(Policy, Now, relayNumber: 41).Number);
        Assert.Equal(43u, _ring.AddNew(Policy, Now, relayNumber: 5).Number);
    }

    [Fact]
    public void Key_is_deleted_when_its_successor_is_old_enough_and_the_mailbox_was_drained_since()
    {
        var old = _ring.AddNew(Policy, Now);
        _ring.AddNew(Policy, Now);
        _ring.MarkAcknowledged(2, Now);

        _clock.Advance(UntilDeletable - TimeSpan.FromMilliseconds(1));
        _ring.MarkDrained(Now);
        Assert.Empty(_ring.RemoveDeletable(Policy, Now));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(_ring.RemoveDeletable(Policy, Now));

        _ring.MarkDrained(Now);
        Assert.Equal([1u], _ring.RemoveDeletable(Policy, Now));
        Assert.Null(_ring.Find(1));
        Assert.NotNull(_ring.Find(2));
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(old.TryAgree(other));
    }

    [Fact]
    public void Newest_key_is_never_deleted_whatever_its_age()
    {
        _ring.AddNew(Policy, Now);
        _ring.MarkAcknowledged(1, Now);
        _clock.Advance(TimeSpan.FromDays(3_650));
        _ring.MarkDrained(Now);

        Assert.Empty(_ring.RemoveDeletable(Policy, Now));
    }

    [Fact]
    public void Successor_that_the_relay_never_acknowledged_deletes_nothing()
    {
        _ring.AddNew(Policy, Now);
        _ring.AddNew(Policy, Now);
        _clock.Advance(TimeSpan.FromDays(3_650));
        _ring.MarkDrained(Now);

        Assert.Empty(_ring.RemoveDeletable(Policy, Now));
    }

    [Fact]
    public void First_acknowledged_successor_counts_even_when_it_is_not_the_next()
    {
        _ring.AddNew(Policy, Now);
        _ring.AddNew(Policy, Now);
        _ring.AddNew(Policy, Now);
        _ring.MarkAcknowledged(3, Now);
        _clock.Advance(UntilDeletable);
        _ring.MarkDrained(Now);

        Assert.Equal([1u, 2u], _ring.RemoveDeletable(Policy, Now));
    }

    [Fact]
    public void First_acknowledgement_of_a_key_counts()
    {
        _ring.AddNew(Policy, Now);
        var first = Now;

        Assert.True(_ring.MarkAcknowledged(1, Now));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(_ring.MarkAcknowledged(1, Now));

        Assert.Equal(first, _ring.Newest!.AcknowledgedAt);
        Assert.False(_ring.MarkAcknowledged(9, Now));
    }

    [Fact]
    public void Longer_retention_of_the_relay_keeps_keys_longer()
    {
        _ring.AddNew(Policy, Now);
        _ring.AddNew(Policy, Now);
        _ring.MarkAcknowledged(2, Now);
        _clock.Advance(UntilDeletable);
        _ring.MarkDrained(Now);

        Assert.Empty(_ring.RemoveDeletable(Policy with { Retention = TimeSpan.FromDays(31) }, Now));
        Assert.Equal([1u], _ring.RemoveDeletable(Policy, Now));
    }

    [Fact]
    public void Full_ring_refuses_another_key()
    {
        for (var i = 0; i < SealingKeyRing.KeysMax; i++)
        {
            _ring.AddNew(Policy, Now);
        }

        Assert.Throws<SealingKeyRingFullException>(() => _ring.AddNew(Policy, Now));
        Assert.Equal(SealingKeyRing.KeysMax, _ring.Keys.Count);
    }
}
