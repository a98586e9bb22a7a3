using Microsoft.Extensions.Time.Testing;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Receiving;
using Sdtp.Grains.Tests.Support;
using Xunit;

namespace Sdtp.Grains.Tests.Receiving;

public sealed class ReceiveLeaseTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
    private readonly ReceiveLease _lease;

    public ReceiveLeaseTests() => _lease = NewActivation();

    [Fact]
    public async Task The_latest_claim_wins_and_the_earlier_session_is_told_so()
    {
        var earlier = Take(_lease, new RecordingObserver(), out var first);

        Take(_lease, observer: null, out var second);

        Assert.True(second.Order > first.Order);
        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Check(first)!.Code);
        Assert.Null(_lease.Check(second));
        Assert.Equal(first.Session, await earlier.Replaced.Soon());
    }

    [Fact]
    public async Task An_activation_that_ends_asks_its_holder_to_look_again()
    {
        var holder = Take(_lease, new RecordingObserver(), out var ticket);

        _lease.SignalLeaving();

        Assert.Equal(ticket.Session, await holder.Replaced.Soon());
    }

    [Fact]
    public void An_activation_that_ends_says_nothing_to_a_gateway_that_is_gone()
    {
        var holder = Take(_lease, new RecordingObserver(), out _);
        _clock.Advance(Lifetime + TimeSpan.FromSeconds(1));

        _lease.SignalLeaving();

        Assert.False(holder.Replaced.IsCompleted);
    }

    [Fact]
    public void A_session_that_never_took_the_lease_needs_it_first() =>
        Assert.Equal(ErrorCode.LeaseRequired, _lease.Check(new LeaseTicket(Guid.NewGuid(), 0))!.Code);

    [Fact]
    public void A_replaced_session_cannot_take_the_lease_back_with_its_old_ticket()
    {
        Take(_lease, observer: null, out var first);
        Take(_lease, observer: null, out var second);
        _lease.Release(second);

        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Take(first, observer: null, out _)!.Code);
        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Check(first)!.Code);
    }

    [Fact]
    public void Another_session_with_the_holder_s_order_is_refused()
    {
        Take(_lease, observer: null, out var ticket);

        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Check(ticket with { Session = Guid.NewGuid() })!.Code);
    }

    [Fact]
    public void A_claim_of_the_same_session_that_comes_late_takes_nothing_from_it_and_no_other_session_gains()
    {
        Take(_lease, observer: null, out var other);
        Take(_lease, observer: null, out var held);
        _lease.Take(new LeaseTicket(held.Session, 0), observer: null, out var late);

        Assert.True(late.Order > held.Order);
        Assert.Null(_lease.Check(held));
        Assert.Null(_lease.Take(held, observer: null, out var renewed));
        Assert.Equal(late, renewed);
        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Check(other)!.Code);
        Assert.Equal(ErrorCode.ReceiverReplaced, _lease.Check(new LeaseTicket(Guid.NewGuid(), held.Order))!.Code);
    }

    [Fact]
    public void A_released_lease_is_required_again()
    {
        Take(_lease, observer: null, out var ticket);

        _lease.Release(ticket);

        Assert.Equal(ErrorCode.LeaseRequired, _lease.Check(ticket)!.Code);
        Assert.Null(_lease.Take(ticket, observer: null, out var again));
        Assert.Equal(ticket, again);
        Assert.Null(_lease.Check(ticket));
    }

    [Fact]
    public void Releasing_with_an_old_ticket_leaves_the_holder_alone()
    {
        Take(_lease, observer: null, out var first);
        Take(_lease, observer: null, out var second);

        _lease.Release(first);

        Assert.Null(_lease.Check(second));
    }

    [Fact]
    public void After_a_move_the_later_of_two_tickets_wins_whichever_speaks_first()
    {
        Take(_lease, observer: null, out var first);
        Take(_lease, observer: null, out var second);
        var laterFirst = NewActivation();
        var earlierFirst = NewActivation();

        Assert.Null(laterFirst.Check(second));
        Assert.Equal(ErrorCode.ReceiverReplaced, laterFirst.Check(first)!.Code);
        Assert.Null(earlierFirst.Take(first, observer: null, out _));
        Assert.Null(earlierFirst.Check(second));
        Assert.Equal(ErrorCode.ReceiverReplaced, earlierFirst.Check(first)!.Code);
    }

    [Fact]
    public void A_claim_after_a_move_is_later_than_every_ticket_from_before()
    {
        Take(_lease, observer: null, out var first);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var moved = NewActivation();

        Take(moved, observer: null, out var second);

        Assert.True(second.Order > first.Order);
        Assert.Equal(ErrorCode.ReceiverReplaced, moved.Check(first)!.Code);
    }

    [Fact]
    public void A_hint_comes_once_for_each_time_it_is_armed()
    {
        var observer = Take(_lease, new RecordingObserver(), out _);
        _lease.SignalStored(2);
        _lease.ArmHint();
        _lease.ArmHint();
        _lease.SignalStored(3);
        _lease.SignalStored(4);
        _lease.ArmHint();
        _lease.SignalStored(5);

        Assert.Equal([3UL, 5UL], Received(observer));
    }

    [Fact]
    public void While_a_hint_is_on_its_way_the_next_waits_and_only_the_latest_follows()
    {
        var arrived = new TaskCompletionSource();
        var observer = Take(_lease, new RecordingObserver { Answer = () => arrived.Task }, out _);
        for (var next = 2UL; next < 6; next++)
        {
            _lease.ArmHint();
            _lease.SignalStored(next);
        }

        var onTheWay = Received(observer);
        arrived.SetResult();

        Assert.Equal([2UL], onTheWay);
        Assert.Equal([5UL], Received(observer));
    }

    [Fact]
    public void An_observer_that_failed_gets_no_more_hints_until_it_is_renewed()
    {
        var observer = Take(_lease, new RecordingObserver { Answer = () => throw new TimeoutException() }, out var ticket);
        _lease.ArmHint();
        _lease.SignalStored(2);
        _lease.ArmHint();
        _lease.SignalStored(3);
        observer.Answer = () => Task.CompletedTask;
        Assert.Null(_lease.Take(ticket, observer, out _));
        _lease.SignalStored(4);

        Assert.Equal([2UL, 4UL], Received(observer));
    }

    [Fact]
    public void An_observer_that_is_not_renewed_expires_and_the_lease_stays()
    {
        var observer = Take(_lease, new RecordingObserver(), out var ticket);
        _lease.ArmHint();
        _clock.Advance(Lifetime + TimeSpan.FromMilliseconds(1));
        _lease.SignalStored(2);

        Assert.Empty(Received(observer));
        Assert.Null(_lease.Check(ticket));
    }

    [Fact]
    public void A_renewal_in_time_keeps_what_was_armed()
    {
        var observer = Take(_lease, new RecordingObserver(), out var ticket);
        _lease.ArmHint();
        _clock.Advance(Lifetime);
        _lease.Take(ticket, observer, out _);
        _clock.Advance(Lifetime);
        _lease.SignalStored(2);

        Assert.Equal([2UL], Received(observer));
    }

    private static RecordingObserver Take(ReceiveLease lease, RecordingObserver? observer, out LeaseTicket ticket)
    {
        Assert.Null(lease.Take(new LeaseTicket(Guid.NewGuid(), 0), observer, out ticket));
        return observer!;
    }

    private static List<ulong> Received(RecordingObserver observer)
    {
        var received = new List<ulong>();
        while (observer.Stored.TryRead(out var next))
        {
            received.Add(next);
        }

        return received;
    }

    private ReceiveLease NewActivation() => new(TestIds.User(1), Lifetime, _clock);
}
