using Microsoft.Extensions.Logging;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Outbound;
using Sdtp.Gateway.Receiving;
using Sdtp.Gateway.Sending;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Sessions;

/// <summary>
/// What a login adds to a connection, until LOGOUT or the end. Requests other than SEND run one after another in <see cref="_requests"/>,
/// beside the read loop, so that a slow look-up holds up no sends.
/// </summary>
internal sealed partial class UserSession
{
    private readonly GatewayScope _gateway;
    private readonly FrameOutbox _outbox;
    private readonly RequestBudget _budget;
    private readonly CancellationToken _closed;
    private readonly ILogger _logger;
    private readonly Guid _id = Guid.NewGuid();
    private readonly UserId _userId;
    private readonly IUserGrain _user;
    private readonly SerialQueue _requests;
    private readonly LeaseHolder _lease;
    private readonly DeliveryPump _pump;
    private long _leaseShown;
    private volatile bool _isEnded;

    internal UserSession(
        GatewayScope gateway, UserId userId, FrameOutbox outbox, RequestBudget budget, Action<Exception> fault, CancellationToken closed)
    {
        _gateway = gateway;
        _outbox = outbox;
        _budget = budget;
        _closed = closed;
        _logger = gateway.Logger;
        _userId = userId;
        _user = gateway.Users.Get(userId);
        _requests = new SerialQueue(fault);
        _lease = new LeaseHolder(_id, _user, gateway.Observer, gateway.Cluster, TellOfLoss);
        _pump = new DeliveryPump(_lease, _user, outbox, gateway.Cluster, CheckLease, fault, _logger, closed);
        Lanes = new SendLanes(userId, gateway.Users, outbox, budget, gateway.Options, gateway.Cluster, fault, _logger);
        gateway.Receivers.Add(_id, this);
    }

    internal SendLanes Lanes { get; }

    /// <summary>The observer says that there is something to read.</summary>
    internal void HintStored() => _pump.Wake();

    /// <summary>Shows the ticket again when that is due, in case the grain has moved or a hint was lost.</summary>
    internal void RenewWhenDue()
    {
        _pump.WakeStalled();
        var period = _gateway.Cluster.IsRestless && ClusterChanges.RenewalInUnrest < _gateway.Options.LeaseRenewal
            ? ClusterChanges.RenewalInUnrest
            : _gateway.Options.LeaseRenewal;
        if (_lease.State == LeaseState.Held && _gateway.Clock.GetElapsedTime(Volatile.Read(ref _leaseShown)) >= period)
        {
            CheckLease();
        }
    }

    /// <summary>
    /// Asks the grain whether this session still holds the lease: a hint that it does not may be about an earlier claim of the same
    /// session.
    /// </summary>
    internal void CheckLease()
    {
        Volatile.Write(ref _leaseShown, _gateway.Clock.GetTimestamp());
        if (!_isEnded)
        {
            _requests.Enqueue(RenewAsync);
        }
    }

    /// <summary>Ends the login: no more pushes, and the lease is given up after what was asked before.</summary>
    internal Task EndAsync()
    {
        if (_isEnded)
        {
            return Task.CompletedTask;
        }

        _isEnded = true;
        _gateway.Receivers.Remove(_id);
        _pump.Unsubscribe();
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(async () =>
        {
            await ReleaseAsync().ConfigureAwait(false);
            released.SetResult();
        });
        return released.Task;
    }

    private async Task RenewAsync()
    {
        try
        {
            if (await _lease.RenewAsync().ConfigureAwait(false))
            {
                _pump.Wake();
            }
        }
        catch (Exception e)
        {
            // The timer shows the ticket again.
            LogRenewFailed(e);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _lease.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A lease that nobody renews harms nobody: the next session takes it over.
            LogReleaseFailed(e);
        }
    }
}
