using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Grains.Receiving;

/// <summary>
/// Who receives: one session per identity, the latest to ask. Orders are the clock's ticks and never fall within an activation, so that
/// after a move of the grain the later of two tickets is still known by its number. It is kept in memory only: a ticket from before the
/// move restores itself.
/// </summary>
internal sealed class ReceiveLease(UserId mailbox, TimeSpan observerLifetime, TimeProvider clock)
{
    private LeaseTicket _latest;
    private bool _isHeld;
    private HintLine? _hints;
    private DateTimeOffset _renewedAt;

    /// <summary>Gives the lease to a session; null when it has it now.</summary>
    /// <param name="ticket">The session's ticket, or one of order zero to make a new claim.</param>
    /// <param name="observer">Where hints go, if anywhere.</param>
    /// <param name="granted">The ticket to use from now on.</param>
    public Refusal? Take(LeaseTicket ticket, IMailboxObserver? observer, out LeaseTicket granted)
    {
        granted = ticket;
        if (ticket.Order == 0)
        {
            granted = ticket with { Order = Math.Max((ulong)clock.GetUtcNow().UtcTicks, _latest.Order + 1) };
        }
        else if (IsOutdated(ticket))
        {
            return Refusals.ReceiverReplaced;
        }
        else if (ticket.Order < _latest.Order)
        {
            granted = _latest;
        }

        Hold(granted);
        _renewedAt = clock.GetUtcNow();
        var present = _hints;
        _hints = observer is null ? null : HintLine.Renew(present, observer, mailbox, granted.Session);
        if (ticket.Order != 0 && _hints != present)
        {
            // An earlier activation may have been asked for a hint that this one does not know of.
            _hints?.Arm();
        }

        return null;
    }

    /// <summary>Null when this ticket holds the lease. One that an earlier activation gave holds it again.</summary>
    public Refusal? Check(LeaseTicket ticket)
    {
        if (ticket.Order == 0)
        {
            return Refusals.LeaseRequired;
        }

        if (IsOutdated(ticket))
        {
            return Refusals.ReceiverReplaced;
        }

        if (ticket.Order > _latest.Order)
        {
            Hold(ticket);
        }

        return _isHeld ? null : Refusals.LeaseRequired;
    }

    /// <summary>Gives the lease up, if this ticket holds it.</summary>
    public void Release(LeaseTicket ticket)
    {
        if (_isHeld && ticket == _latest)
        {
            _isHeld = false;
            _hints = null;
        }
    }

    /// <summary>The holder has read everything: it is to be told once when the next message is stored.</summary>
    public void ArmHint()
    {
        ForgetUnrenewed();
        _hints?.Arm();
    }

    /// <summary>Something has been stored.</summary>
    public void SignalStored(ulong next)
    {
        if (_hints is { IsArmed: true })
        {
            ForgetUnrenewed();
            _hints?.Signal(next);
        }
    }

    /// <summary>
    /// The activation ends: the holder is asked to look, and shows its ticket to the next one, which could not tell it of anything before.
    /// </summary>
    public void SignalLeaving()
    {
        ForgetUnrenewed();
        _hints?.SignalCheck();
    }

    /// <summary>An observer that nobody renews belongs to a gateway that is gone: calls to it would only time out.</summary>
    private void ForgetUnrenewed()
    {
        if (_hints is not null && clock.GetUtcNow() - _renewedAt > observerLifetime)
        {
            _hints = null;
        }
    }

    /// <summary>
    /// Of another session and not later. Of the same session an earlier ticket is as good: a claim that its gateway had given up may arrive
    /// late and get a ticket that nobody holds.
    /// </summary>
    private bool IsOutdated(LeaseTicket ticket) => ticket.Session != _latest.Session && ticket.Order <= _latest.Order;

    private void Hold(LeaseTicket ticket)
    {
        if (ticket.Session != _latest.Session)
        {
            if (_isHeld)
            {
                _hints?.SignalCheck();
            }

            _hints = null;
        }

        _latest = ticket;
        _isHeld = true;
    }
}
