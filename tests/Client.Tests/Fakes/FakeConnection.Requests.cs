using System.Security.Cryptography;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Tests.Fakes;

/// <summary>What the fake relay does with each request.</summary>
internal sealed partial class FakeConnection
{
    private readonly Dictionary<UserId, uint> _closedGates = [];
    private ulong _pushedThrough;
    private ushort _window;

    internal void Wake()
    {
        lock (relay.State)
        {
            if (UserId is not { } self || _window == 0 || !relay.Users.TryGetValue(self, out var user) || user.Receiver != this)
            {
                return;
            }

            var outstanding = _pushedThrough >= user.First ? _pushedThrough - user.First + 1 : 0;
            var room = _window - (int)Math.Min(outstanding, _window);
            var page = PageOf(user, _pushedThrough, room);
            if (page.Messages.Count > 0)
            {
                _pushedThrough = page.Messages[^1].Sequence;
                Push(new Deliver(page));
            }
        }
    }

    /// <summary>Pushes everything from the first unacknowledged message again.</summary>
    internal void DeliverAgain()
    {
        lock (relay.State)
        {
            _pushedThrough = 0;
        }

        Wake();
    }

    private void Obey(in Frame frame, bool answer)
    {
        var id = frame.RequestId;
        switch (frame.Type)
        {
            case FrameType.Hello:
                Answer(answer, id, new HelloReply(1, 0, relay.ServerId, 0, relay.Limits));
                break;
            case FrameType.Challenge:
                Answer(answer, id, new ChallengeReply(_serverNonce));
                break;
            case FrameType.Register when FrameBody.TryRead<RegisterRequest>(frame, out var register):
                Register(answer, id, register);
                break;
            case FrameType.Login when FrameBody.TryRead<LoginRequest>(frame, out var login):
                Login(answer, id, login);
                break;
            case FrameType.Logout:
                UserId = null;
                Answer(answer, id, default(LogoutReply));
                break;
            case FrameType.Ping when FrameBody.TryRead<PingRequest>(frame, out var ping):
                Answer(answer, id, new PingReply(ping.Token));
                break;
            default:
                ObeyMailbox(frame, answer);
                break;
        }
    }

    private void ObeyMailbox(in Frame frame, bool answer)
    {
        var id = frame.RequestId;
        if (UserId is not { } self || !relay.Users.TryGetValue(self, out var user))
        {
            Refuse(id, ErrorCode.LoginRequired);
            return;
        }

        switch (frame.Type)
        {
            case FrameType.Lookup when FrameBody.TryRead<LookupRequest>(frame, out var lookup):
                Lookup(answer, id, lookup);
                break;
            case FrameType.Send when FrameBody.TryRead<SendRequest>(frame, out var send):
                Send(answer, id, self, send);
                break;
            case FrameType.Fetch when FrameBody.TryRead<FetchRequest>(frame, out var fetch):
                TakeLease(user);
                Answer(answer, id, new FetchReply(PageOf(user, fetch.After, fetch.MaxMessages)));
                break;
            case FrameType.Subscribe when FrameBody.TryRead<SubscribeRequest>(frame, out var subscribe):
                TakeLease(user);
                _window = subscribe.Window;
                _pushedThrough = subscribe.After;
                Answer(answer, id, new SubscribeReply(user.First, user.Next, subscribe.Window));
                Wake();
                break;
            case FrameType.Unsubscribe:
                LeaveReceiver();
                Answer(answer, id, default(UnsubscribeReply));
                break;
            case FrameType.Ack when FrameBody.TryRead<AckRequest>(frame, out var ack):
                Ack(answer, id, user, ack.Through);
                break;
            case FrameType.PublishKey when FrameBody.TryRead<PublishKeyRequest>(frame, out var publish):
                Publish(answer, id, user, publish);
                break;
            default:
                Refuse(id, ErrorCode.UnknownFrameType);
                break;
        }
    }

    private void Register(bool answer, uint id, RegisterRequest request)
    {
        var name = Username.Parse(System.Text.Encoding.ASCII.GetString(request.Username.Span));
        if (!P256PublicKey.TryCreate(request.PublicKey.Span, out var key)
            || !SealingKeyRecord.TryRead(request.SealingKey.Span, out var sealingKey)
            || !sealingKey.IsSignedBy(key)
            || !IsProven(LoginPurpose.Register, key, name, request.ClientNonce, request.Signature))
        {
            Refuse(id, ErrorCode.BadSignature);
            return;
        }

        lock (relay.State)
        {
            if (relay.Users.Values.Any(u => u.Username == name && !u.PublicKey.Equals(key)))
            {
                Refuse(id, ErrorCode.UsernameTaken);
                return;
            }

            UserId = Protocol.Identifiers.UserId.Of(key);
            relay.Users[UserId.Value] = new FakeUser(UserId.Value, key, name, sealingKey);
        }

        Answer(answer, id, new RegisterReply(new SessionInfo(name, sealingKey.Number)));
    }

    private void Login(bool answer, uint id, LoginRequest request)
    {
        var name = request.Username.IsEmpty ? default : Username.Parse(System.Text.Encoding.ASCII.GetString(request.Username.Span));
        if (!P256PublicKey.TryCreate(request.PublicKey.Span, out var key)
            || !IsProven(LoginPurpose.Login, key, name, request.ClientNonce, request.Signature))
        {
            Refuse(id, ErrorCode.BadSignature);
            return;
        }

        var userId = Protocol.Identifiers.UserId.Of(key);
        if (!relay.Users.TryGetValue(userId, out var user) || (!name.IsDefault && user.Username != name))
        {
            Refuse(id, ErrorCode.UnknownUser);
            return;
        }

        UserId = userId;
        Answer(answer, id, new LoginReply(new SessionInfo(user.Username, user.SealingKey.Number)));
    }

    private bool IsProven(
        LoginPurpose purpose, P256PublicKey key, Username name, ReadOnlyMemory<byte> clientNonce, ReadOnlyMemory<byte> signature)
    {
        var certificate = relay.Certificate is null ? Fingerprint.None : new Fingerprint(SHA256.HashData(relay.Certificate.RawData));
        var signed = LoginProof.SignedBytes(
            purpose, relay.ServerId, Protocol.Identifiers.UserId.Of(key), name, clientNonce.Span, _serverNonce, certificate);
        return key.Verify(signed, signature.Span);
    }

    private void Lookup(bool answer, uint id, LookupRequest request)
    {
        FakeUser? found;
        lock (relay.State)
        {
            found = relay.Users.Values.FirstOrDefault(
                u => request.Name is null ? u.UserId == request.UserId : u.Username == Username.Parse(request.Name));
        }

        if (found is null)
        {
            Refuse(id, ErrorCode.UnknownUser);
            return;
        }

        Answer(answer, id, relay.LookupAnswer(found));
    }

    private void Send(bool answer, uint id, UserId self, SendRequest request)
    {
        if (!EnvelopeHeader.TryRead(request.Envelope.Span, out var header))
        {
            Refuse(id, ErrorCode.BadEnvelope);
            return;
        }

        if (_closedGates.TryGetValue(header.To, out var closed) && request.Run <= closed)
        {
            Refuse(id, ErrorCode.OutOfOrder);
            return;
        }

        if (!relay.Users.TryGetValue(header.To, out var recipient))
        {
            Refuse(id, ErrorCode.UnknownUser);
            return;
        }

        if (header.SealingKeyNumber != recipient.SealingKey.Number)
        {
            _closedGates[header.To] = request.Run;
            Refuse(id, ErrorCode.StaleKey);
            return;
        }

        var known = recipient.Mailbox.FirstOrDefault(m => m.Sender == self && m.Envelope.Span.SequenceEqual(request.Envelope.Span));
        if (known.Sequence == 0)
        {
            relay.Store(recipient, self, request.Envelope);
            known = recipient.Mailbox[^1];
        }

        Answer(answer, id, new SendReply(known.Sequence));
    }

    private void NoteRefusedSend(byte[] body, ErrorCode code)
    {
        if (code.ClosesGate() && SendRequest.TryRead(body, out var send) && EnvelopeHeader.TryRead(send.Envelope.Span, out var header))
        {
            _closedGates[header.To] = send.Run;
        }
    }

    private void Ack(bool answer, uint id, FakeUser user, ulong through)
    {
        if (user.Receiver != this)
        {
            Refuse(id, user.Receiver is null ? ErrorCode.LeaseRequired : ErrorCode.ReceiverReplaced);
            return;
        }

        lock (relay.State)
        {
            user.First = Math.Max(user.First, through + 1);
        }

        Answer(answer, id, new AckReply(user.First));
        Wake();
    }

    private void Publish(bool answer, uint id, FakeUser user, PublishKeyRequest request)
    {
        if (user.Receiver != this)
        {
            Refuse(id, ErrorCode.LeaseRequired);
            return;
        }

        if (!SealingKeyRecord.TryRead(request.Record.Span, out var record)
            || !record.IsSignedBy(user.PublicKey)
            || record.Number < user.SealingKey.Number)
        {
            Refuse(id, ErrorCode.BadSealingKey);
            return;
        }

        user.SealingKey = record;
        Answer(answer, id, new PublishKeyReply(record.Number));
    }

    private void TakeLease(FakeUser user)
    {
        var earlier = user.Receiver;
        user.Receiver = this;
        if (earlier is not null && earlier != this)
        {
            earlier.Push(new Notice(new Problem(ErrorCode.ReceiverReplaced, 0, "another session receives now")));
        }
    }

    private void LeaveReceiver()
    {
        _window = 0;
        if (UserId is { } self && relay.Users.TryGetValue(self, out var user) && user.Receiver == this)
        {
            user.Receiver = null;
        }
    }

    private static MessagePage PageOf(FakeUser user, ulong after, int max)
    {
        var bytes = 0;
        var messages = new List<StoredMessage>();
        foreach (var message in user.Mailbox.Where(m => m.Sequence > after && m.Sequence >= user.First).Take(max))
        {
            bytes += StoredMessage.OverheadBytes + message.Envelope.Length;
            if (bytes > MessagePage.MessageBytesMax)
            {
                break;
            }

            messages.Add(message);
        }

        return new MessagePage(user.First, user.Next, messages);
    }

    private void Answer<T>(bool answer, uint id, in T message)
        where T : IWireMessage<T>
    {
        if (answer)
        {
            Reply(id, message);
        }
    }
}
