using Sdtp.Gateway.Observability;
using Sdtp.Gateway.Receiving;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Abstractions.Usernames;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class UserSession
{
    internal const uint TryAgainAfterMs = 100;

    internal void Lookup(uint id, LookupRequest request) => Enqueue(id, FrameType.Lookup, () => LookupAsync(id, request));

    internal void Fetch(uint id, FetchRequest request) => Enqueue(id, FrameType.Fetch, () => FetchAsync(id, request));

    internal void Acknowledge(uint id, AckRequest request) => Enqueue(id, FrameType.Ack, () => AcknowledgeAsync(id, request));

    internal void Subscribe(uint id, SubscribeRequest request) => Enqueue(id, FrameType.Subscribe, () => SubscribeAsync(id, request));

    internal void Unsubscribe(uint id) => Enqueue(id, FrameType.Unsubscribe, () => UnsubscribeAsync(id));

    internal void PublishKey(uint id, PublishKeyRequest request) =>
        Enqueue(id, FrameType.PublishKey, () => PublishKeyAsync(id, request));

    private void Enqueue(uint id, FrameType type, Func<Task> handle)
    {
        _budget.Take(bytes: 0);
        _requests.Enqueue(() => AnswerAsync(id, type, handle));
    }

    private async Task AnswerAsync(uint id, FrameType type, Func<Task> handle)
    {
        try
        {
            await _outbox.WaitForRoomAsync(_closed).ConfigureAwait(false);
            await handle().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The connection is going: nobody waits for the answer.
        }
        catch (Exception e)
        {
            LogRequestFailed(e, type);
            _outbox.Refuse(id, ErrorCode.TryAgain, "The relay could not answer now; repeat the request.", TryAgainAfterMs);
        }
        finally
        {
            _budget.Return(requests: 1, bytes: 0);
        }
    }

    private async Task LookupAsync(uint id, LookupRequest request)
    {
        if (!_gateway.Limits.TryLookup(_userId, out var retryAfterMs))
        {
            _outbox.Refuse(id, ErrorCode.RateLimited, "Too many lookups; wait, and keep what you have looked up.", retryAfterMs);
            return;
        }

        var userId = request.UserId;
        if (request.Name is not null)
        {
            if (!Username.TryParse(request.Name, out var username))
            {
                _outbox.Refuse(id, ErrorCode.BadUsername, "A username is 3 to 32 of A-Z a-z 0-9 _ . -");
                return;
            }

            var holder = _gateway.Grains.GetUsername(username).GetHolderAsync();
            userId = await _gateway.Cluster.WaitAsync(holder).ConfigureAwait(false) ?? default;
        }

        var profile = userId == default
            ? null
            : await _gateway.Cluster.WaitAsync(_gateway.Users.Get(userId).GetProfileAsync()).ConfigureAwait(false);
        if (profile is null)
        {
            _outbox.Refuse(id, ErrorCode.UnknownUser, "No active user has this name or userID.");
            return;
        }

        _outbox.Write(id, ToReply(profile));
    }

    private static LookupReply ToReply(UserProfile profile) =>
        P256PublicKey.TryCreate(profile.PublicKey, out var key)
        && Username.TryParse(profile.Username, out var username)
        && SealingKeyRecord.TryRead(profile.SealingKey, out var sealingKey)
            ? new LookupReply(key, username, sealingKey)
            : throw new InvalidOperationException("A stored profile holds what registration does not accept.");

    private async Task FetchAsync(uint id, FetchRequest request)
    {
        if (_lease.State != LeaseState.Held && !await TryTakeLeaseAsync(id).ConfigureAwait(false))
        {
            return;
        }

        var result = await ReadAsync(request).ConfigureAwait(false);
        if (result.Refusal?.Code == ErrorCode.ReceiverReplaced)
        {
            // FETCH asks for the lease, whoever has it: the latest wins.
            if (!await TryTakeLeaseAsync(id).ConfigureAwait(false))
            {
                return;
            }

            result = await ReadAsync(request).ConfigureAwait(false);
        }

        if (result.Refusal is not null)
        {
            _outbox.Refuse(id, result.Refusal);
            return;
        }

        GatewayMetrics.Fetched(result.Messages.Count);
        _outbox.Write(id, new FetchReply(result.ToPage()));
    }

    private Task<ReadResult> ReadAsync(FetchRequest request)
    {
        var messagesMax = Math.Clamp(request.MaxMessages, (ushort)1, (ushort)ProtocolLimits.PageMessagesMax);
        return _lease.CallAsync(
            ticket => _user.ReadAsync(new ReadRequest(ticket, request.After, messagesMax, MessagePage.MessageBytesMax)),
            result => result.Refusal,
            refusal => new ReadResult(refusal, 0, 0, []));
    }

    private async Task AcknowledgeAsync(uint id, AckRequest request)
    {
        var result = await _lease.CallAsync(
            ticket => _user.AcknowledgeAsync(ticket, request.Through),
            result => result.Refusal,
            refusal => new AcknowledgeResult(refusal, 0)).ConfigureAwait(false);
        if (result.Refusal is not null)
        {
            _outbox.Refuse(id, result.Refusal);
            return;
        }

        _outbox.Write(id, new AckReply(result.First));
        _pump.Acknowledged(result.First - 1);
    }

    private async Task SubscribeAsync(uint id, SubscribeRequest request)
    {
        var taken = await _lease.TakeAsync().ConfigureAwait(false);
        if (taken.Refusal is not null)
        {
            _outbox.Refuse(id, taken.Refusal);
            return;
        }

        var size = Math.Clamp((int)request.Window, 1, _gateway.Options.DeliveryWindowMax);
        _pump.Unsubscribe();
        _outbox.Write(id, new SubscribeReply(taken.First, taken.Next, (ushort)size));
        if (!_isEnded)
        {
            _pump.Subscribe(new DeliveryWindow(request.After, taken.First, taken.Next, size));
            if (_isEnded)
            {
                // A LOGOUT came between the two lines above: nothing may be pushed after its answer.
                _pump.Unsubscribe();
                return;
            }

            NoteLeaseShown();
            _pump.Wake();
        }
    }

    private async Task UnsubscribeAsync(uint id)
    {
        _pump.Unsubscribe();
        await _lease.ReleaseAsync().ConfigureAwait(false);
        _outbox.Write(id, default(UnsubscribeReply));
    }

    private async Task PublishKeyAsync(uint id, PublishKeyRequest request)
    {
        var result = await _lease.CallAsync(
            ticket => _user.PublishKeyAsync(ticket, request.Record.ToArray()),
            result => result.Refusal,
            refusal => new PublishKeyResult(refusal, 0)).ConfigureAwait(false);
        if (result.Refusal is not null)
        {
            _outbox.Refuse(id, result.Refusal);
            return;
        }

        _outbox.Write(id, new PublishKeyReply(result.Number));
    }

    private async Task<bool> TryTakeLeaseAsync(uint id)
    {
        var taken = await _lease.TakeAsync().ConfigureAwait(false);
        if (taken.Refusal is not null)
        {
            _outbox.Refuse(id, taken.Refusal);
            return false;
        }

        NoteLeaseShown();
        return true;
    }

    private void NoteLeaseShown() => Volatile.Write(ref _leaseShown, _gateway.Clock.GetTimestamp());

    private void TellOfLoss()
    {
        _pump.Unsubscribe();
        _outbox.Write(0, new Notice(new Problem(
            ErrorCode.ReceiverReplaced, 0, "Another session of this identity receives now; SUBSCRIBE or FETCH takes the lease back.")));
    }
}
