using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Mailboxes;
using Sdtp.Grains.Observability;

namespace Sdtp.Grains.Users;

/// <content>The mailbox calls, which interleave: each is judged and takes its effect within its first turn.</content>
internal sealed partial class UserGrain
{
    public Task<AppendResult> AppendAsync(AppendBatch batch, CancellationToken cancellationToken = default)
    {
        if (_keys is not { } keys)
        {
            LetStrangerGo();
            return Task.FromResult(AppendIntake.RefuseAll(batch.Envelopes.Length, Refusals.UnknownUser));
        }

        return _mailbox.Opened is { } mailbox ? mailbox.AppendAsync(batch, keys) : OpenAndAppendAsync(batch);
    }

    public async Task<LeaseResult> TakeLeaseAsync(
        LeaseTicket ticket, IMailboxObserver? observer, CancellationToken cancellationToken = default)
    {
        if (_keys is null)
        {
            LetStrangerGo();
            return new LeaseResult(Refusals.UnknownUser, ticket, 0, 0);
        }

        if (await _mailbox.GetAsync() is not { } mailbox)
        {
            return new LeaseResult(Refusals.TryAgain, ticket, 0, 0);
        }

        var refusal = _lease.Take(ticket, observer, out var granted);
        return new LeaseResult(refusal, granted, mailbox.First, mailbox.Next);
    }

    public Task ReleaseLeaseAsync(LeaseTicket ticket, CancellationToken cancellationToken = default)
    {
        _lease.Release(ticket);
        return Task.CompletedTask;
    }

    public async Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken = default)
    {
        if (CheckReceiver(request.Ticket) is { } refusal)
        {
            return new ReadResult(refusal, 0, 0, []);
        }

        if (await _mailbox.GetAsync() is not { } mailbox)
        {
            return new ReadResult(Refusals.TryAgain, 0, 0, []);
        }

        var end = mailbox.Next;
        var messages = await mailbox.ReadAsync(request.After, request.MessagesMax, request.BytesMax, cancellationToken);

        // Another session may have taken the lease while the log was read: it, and only it, gets what is there.
        if ((CheckReceiver(request.Ticket) ?? (messages is null ? Refusals.TryAgain : null)) is { } late)
        {
            return new ReadResult(late, 0, 0, []);
        }

        // A session that has read to the end is told of the next message; asking again only to hear "nothing" would cost it a call per
        // message.
        var readBefore = messages!.Length == 0 ? end : messages[^1].Sequence + 1;
        if (readBefore >= end)
        {
            ArmHint(mailbox, readBefore);
        }

        return new ReadResult(null, mailbox.First, mailbox.Next, messages);
    }

    public async Task<AcknowledgeResult> AcknowledgeAsync(LeaseTicket ticket, ulong through, CancellationToken cancellationToken = default)
    {
        if (CheckReceiver(ticket) is { } refusal)
        {
            return new AcknowledgeResult(refusal, 0);
        }

        if (await _mailbox.GetAsync() is not { } mailbox)
        {
            return new AcknowledgeResult(Refusals.TryAgain, 0);
        }

        if (through >= mailbox.Next)
        {
            return new AcknowledgeResult(Refusals.BadAck, mailbox.First);
        }

        return await mailbox.TrimAsync(through)
            ? new AcknowledgeResult(null, mailbox.First)
            : new AcknowledgeResult(Refusals.TryAgain, 0);
    }

    public async Task TendAsync(CancellationToken cancellationToken = default)
    {
        // The caller found rows of this user in the log; a user who is not active has none.
        if (_keys is not null && await _mailbox.GetAsync() is { } mailbox)
        {
            await mailbox.TendAsync();
        }
    }

    void IMailboxHost.OnStored(ulong next) => _lease.SignalStored(next);

    void IMailboxHost.OnMailboxFailed(Exception? reason)
    {
        var userId = _userId.ToShortString();
        if (reason is null)
        {
            GrainMetrics.MailboxTakenOver();
            LogMailboxTakenOver(userId);
        }
        else
        {
            GrainMetrics.MailboxFailed();
            LogMailboxFailed(userId, reason);
        }

        DeactivateOnIdle();
    }

    void IMailboxHost.OnTendingDue()
    {
        if (_isSweepDue)
        {
            return;
        }

        _isSweepDue = true;
        _sweepTimer ??= this.RegisterGrainTimer(
            static (grain, _) => grain.SweepAsync(),
            this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _sweepTimer.Change(_options.SweepInterval, Timeout.InfiniteTimeSpan);
    }

    private async Task<AppendResult> OpenAndAppendAsync(AppendBatch batch)
    {
        return await _mailbox.GetAsync() is { } mailbox && _keys is { } keys
            ? await mailbox.AppendAsync(batch, keys)
            : AppendIntake.RefuseAll(batch.Envelopes.Length, Refusals.TryAgain);
    }

    private Refusal? CheckReceiver(LeaseTicket ticket) => _keys is null ? Refusals.UnknownUser : _lease.Check(ticket);

    private void ArmHint(Mailbox mailbox, ulong readBefore)
    {
        _lease.ArmHint();
        if (mailbox.Next > readBefore)
        {
            // Something was stored while the log was being read: its signal has passed already.
            _lease.SignalStored(mailbox.Next);
        }
    }

    private async Task SweepAsync()
    {
        _isSweepDue = false;
        if (_mailbox.Opened is { } mailbox)
        {
            await mailbox.SweepAsync();
            if (mailbox.NeedsTending)
            {
                ((IMailboxHost)this).OnTendingDue();
            }
        }
    }
}
