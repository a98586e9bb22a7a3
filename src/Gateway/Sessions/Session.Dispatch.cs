using System.Buffers;
using Sdtp.Gateway.Sending;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class Session
{
    private const int RunBytes = 4;

    /// <summary>Takes one request. What completes at once was answered, queued, or ended the connection; the rest is a barrier to what follows.</summary>
    private Task HandleAsync(Frame frame)
    {
        if (IsEnding)
        {
            return Task.CompletedTask;
        }

        if (frame.RequestId == 0)
        {
            return Malformed("Request id 0 is kept for the relay.");
        }

        var rule = RequestRules.Of(frame.Type);
        if (!_isGreeted && rule != RequestRule.Opening)
        {
            End(ErrorCode.HelloRequired, "The first frame must be HELLO.");
            return Task.CompletedTask;
        }

        if (rule == RequestRule.Unknown)
        {
            _outbox.Refuse(frame.RequestId, ErrorCode.UnknownFrameType, $"Type 0x{(byte)frame.Type:X2} is no request of version {ProtocolLimits.Version}.");
            return Task.CompletedTask;
        }

        if (rule == RequestRule.LoggedIn)
        {
            if (_user is { } user)
            {
                return DispatchLoggedIn(frame, user);
            }

            // A body that breaks its grammar is not told apart here: without a login nothing of it is read.
            _outbox.Refuse(frame.RequestId, ErrorCode.LoginRequired, "REGISTER or LOGIN first.");
            return Task.CompletedTask;
        }

        return DispatchGreeted(frame);
    }

    private Task DispatchGreeted(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Hello when FrameBody.TryRead(frame, out HelloRequest hello):
                Greet(frame.RequestId, hello);
                return Task.CompletedTask;
            case FrameType.Ping when FrameBody.TryRead(frame, out PingRequest ping):
                _outbox.Write(frame.RequestId, new PingReply(ping.Token));
                return Task.CompletedTask;
            case FrameType.Challenge when FrameBody.TryRead(frame, out ChallengeRequest _):
                Challenge(frame.RequestId);
                return Task.CompletedTask;
            case FrameType.Register when FrameBody.TryRead(frame, out RegisterRequest? register):
                return RegisterAsync(frame.RequestId, register);
            case FrameType.Login when FrameBody.TryRead(frame, out LoginRequest? login):
                return LoginAsync(frame.RequestId, login);
            default:
                return Malformed(frame.Type);
        }
    }

    private Task DispatchLoggedIn(in Frame frame, UserSession user)
    {
        switch (frame.Type)
        {
            case FrameType.Send:
                return Send(frame, user);
            case FrameType.Ack when FrameBody.TryRead(frame, out AckRequest ack):
                user.Acknowledge(frame.RequestId, ack);
                return Task.CompletedTask;
            case FrameType.Fetch when FrameBody.TryRead(frame, out FetchRequest fetch):
                user.Fetch(frame.RequestId, fetch);
                return Task.CompletedTask;
            case FrameType.Lookup when FrameBody.TryRead(frame, out LookupRequest lookup):
                user.Lookup(frame.RequestId, lookup);
                return Task.CompletedTask;
            case FrameType.Subscribe when FrameBody.TryRead(frame, out SubscribeRequest subscribe):
                user.Subscribe(frame.RequestId, subscribe);
                return Task.CompletedTask;
            case FrameType.Unsubscribe when FrameBody.TryRead(frame, out UnsubscribeRequest _):
                user.Unsubscribe(frame.RequestId);
                return Task.CompletedTask;
            case FrameType.PublishKey when FrameBody.TryRead(frame, out PublishKeyRequest publish):
                user.PublishKey(frame.RequestId, publish);
                return Task.CompletedTask;
            case FrameType.Logout when FrameBody.TryRead(frame, out LogoutRequest _):
                return LogoutAsync(frame.RequestId, user);
            default:
                return Malformed(frame.Type);
        }
    }

    /// <summary>SEND, read by hand: the envelope is copied exactly once, off the pipe into the array that the grain and the log will share.</summary>
    private Task Send(in Frame frame, UserSession user)
    {
        var body = new SequenceReader<byte>(frame.Body);
        if (!body.TryReadBigEndian(out int run))
        {
            return Malformed(frame.Type);
        }

        var envelopeBytes = frame.Body.Length - RunBytes;
        if (envelopeBytes > ProtocolLimits.EnvelopeBytesMax)
        {
            _outbox.Refuse(frame.RequestId, ErrorCode.TooLarge, $"An envelope is at most {ProtocolLimits.EnvelopeBytesMax} bytes.");
            return Task.CompletedTask;
        }

        var envelope = GC.AllocateUninitializedArray<byte>((int)envelopeBytes);
        body.UnreadSequence.CopyTo(envelope);
        if (!EnvelopeHeader.TryRead(envelope, out var header))
        {
            _outbox.Refuse(frame.RequestId, ErrorCode.BadEnvelope, "The envelope's header breaks the grammar or names another length.");
            return Task.CompletedTask;
        }

        if (!user.Lanes.CanTrackGates)
        {
            End(ErrorCode.RateLimited, "Too many recipients have refused messages of this connection; connect again and go on from there.");
            return Task.CompletedTask;
        }

        user.Lanes.Accept(header.To, new PendingSend(frame.RequestId, (uint)run, envelope));
        return Task.CompletedTask;
    }

    private Task Malformed(FrameType type) => Malformed($"The body of a frame of type 0x{(byte)type:X2} breaks its grammar.");

    private Task Malformed(string detail)
    {
        End(ErrorCode.MalformedFrame, detail);
        return Task.CompletedTask;
    }
}
