using System.Diagnostics.CodeAnalysis;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Wire;

/// <summary>A request that waits for its answer.</summary>
internal interface IPendingReply
{
    /// <summary>Settles the request with a frame; false when the frame is no answer to it.</summary>
    bool TryComplete(in Frame frame);

    void Fail(Exception error);
}

/// <summary>A task per answer. Continuations run on the pool: a caller's code must never hold up the reader.</summary>
internal sealed class PendingReply<TReply>()
    : TaskCompletionSource<TReply>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingReply
    where TReply : IWireMessage<TReply>
{
    public bool TryComplete(in Frame frame)
    {
        if (frame.Type == TReply.Type)
        {
            return FrameBody.TryRead<TReply>(frame, out var reply) && TrySetResult(reply);
        }

        if (frame.Type == FrameType.Error && FrameBody.TryRead<ErrorReply>(frame, out var error))
        {
            Fail(error.Problem.ToException());
            return true;
        }

        return false;
    }

    public void Fail(Exception error)
    {
        if (TrySetException(error))
        {
            // A caller that has stopped waiting must not see its answer return as an unobserved exception.
            _ = Task.Exception;
        }
    }
}

/// <summary>The requests in flight, by request id. Bounded by the connection's free places.</summary>
internal sealed class PendingReplies
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, IPendingReply> _byId = [];
    private ConnectionLostException? _closed;
    private uint _lastId;

    internal uint Add(IPendingReply pending)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            do
            {
                // Zero is for pushes; after a wrap an old request may still hold a number.
                _lastId++;
            }
            while (_lastId == 0 || !_byId.TryAdd(_lastId, pending));

            return _lastId;
        }
    }

    internal bool TryTake(uint id, [NotNullWhen(true)] out IPendingReply? pending)
    {
        lock (_gate)
        {
            return _byId.Remove(id, out pending);
        }
    }

    internal IReadOnlyList<IPendingReply> Close(ConnectionLostException reason)
    {
        lock (_gate)
        {
            _closed = reason;
            IPendingReply[] left = [.. _byId.Values];
            _byId.Clear();
            return left;
        }
    }
}
