using Sdtp.Gateway.Hosting;
using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Users;

namespace Sdtp.Gateway.Receiving;

/// <summary>How a session stands to the receive lease of its mailbox.</summary>
internal enum LeaseState
{
    /// <summary>Never taken, or given up.</summary>
    None,

    /// <summary>Held, as far as this gateway knows.</summary>
    Held,

    /// <summary>Another session has it.</summary>
    Replaced,
}

/// <summary>
/// One session's ticket. A grain that has moved does not know it any more and says LEASE_REQUIRED; showing the ticket again puts that
/// right, or tells that somebody came later; <c>lost</c> is called once for each lease that went to somebody else. Calls come one at a
/// time, from the session's <see cref="Sessions.SerialQueue"/>; the pump only reads.
/// </summary>
internal sealed class LeaseHolder(Guid session, IUserGrain user, IMailboxObserver observer, ClusterChanges cluster, Action lost)
{
    // One reference, so that the pump on another thread never sees half of a new ticket.
    private volatile Claim _claim = new(LeaseState.None, new LeaseTicket(session, 0));

    internal LeaseState State => _claim.State;

    internal LeaseTicket Ticket => _claim.Ticket;

    private static Refusal NeverTaken { get; } = new(ErrorCode.LeaseRequired, "SUBSCRIBE or FETCH first.");

    private static Refusal TakenAway { get; } =
        new(ErrorCode.ReceiverReplaced, "Another session of this identity receives now; SUBSCRIBE or FETCH takes the lease back.");

    /// <summary>Takes the lease for a client that asks for it: whoever held it loses it.</summary>
    internal async Task<LeaseResult> TakeAsync()
    {
        // Always a new claim: an old ticket shown to a grain that has moved would be taken for what it was, and lose to a later one.
        var result = await cluster.WaitAsync(user.TakeLeaseAsync(new LeaseTicket(session, 0), observer)).ConfigureAwait(false);
        Keep(result);
        return result;
    }

    /// <summary>Shows the ticket again. False when the session holds no lease, or no longer.</summary>
    internal async Task<bool> RenewAsync()
    {
        if (State != LeaseState.Held)
        {
            return false;
        }

        var result = await cluster.WaitAsync(user.TakeLeaseAsync(Ticket, observer)).ConfigureAwait(false);
        Keep(result);
        return result.Refusal is null;
    }

    /// <summary>Does something that only the holder may; where the grain has forgotten the ticket, renews it and tries once more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="refusalOf">Where its result says why not.</param>
    /// <param name="refused">Makes a result of a refusal that needed no call.</param>
    internal async Task<T> CallAsync<T>(Func<LeaseTicket, Task<T>> call, Func<T, Refusal?> refusalOf, Func<Refusal, T> refused)
    {
        if (State != LeaseState.Held)
        {
            return refused(State == LeaseState.None ? NeverTaken : TakenAway);
        }

        var result = await cluster.WaitAsync(call(Ticket)).ConfigureAwait(false);
        if (refusalOf(result)?.Code == ErrorCode.LeaseRequired && await RenewAsync().ConfigureAwait(false))
        {
            result = await cluster.WaitAsync(call(Ticket)).ConfigureAwait(false);
        }

        if (refusalOf(result)?.Code == ErrorCode.ReceiverReplaced)
        {
            MarkReplaced();
        }

        return State == LeaseState.Replaced ? refused(TakenAway) : result;
    }

    /// <summary>Gives the lease up, if it is held.</summary>
    internal async Task ReleaseAsync()
    {
        if (State == LeaseState.Held)
        {
            var ticket = Ticket;
            _claim = new Claim(LeaseState.None, new LeaseTicket(session, 0));
            await user.ReleaseLeaseAsync(ticket).ConfigureAwait(false);
        }
    }

    private void Keep(LeaseResult result)
    {
        if (result.Refusal is null)
        {
            _claim = new Claim(LeaseState.Held, result.Ticket);
        }
        else if (result.Refusal.Code == ErrorCode.ReceiverReplaced)
        {
            MarkReplaced();
        }
    }

    private void MarkReplaced()
    {
        var wasHeld = State == LeaseState.Held;
        _claim = new Claim(LeaseState.Replaced, Ticket);
        if (wasHeld)
        {
            lost();
        }
    }

    private sealed record Claim(LeaseState State, LeaseTicket Ticket);
}
