using Sdtp.Gateway.Observability;
using Sdtp.Grains.Abstractions;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Outbound;

/// <summary>
/// The one way out of a connection. Anybody may put a frame in, from any thread, without waiting; one drain at a time writes all that has
/// gathered at once. The bound is soft: whoever can produce more than an answer waits for room first (<see cref="WaitForRoomAsync"/>), and
/// answers are bounded by the requests that may be pending. A slow client thus holds back only its own reads and pushes.
/// </summary>
internal sealed class FrameOutbox(Stream output, int bytesMax, TimeProvider clock) : IThreadPoolWorkItem
{
    private const long NotWriting = -1;

    private readonly Lock _lock = new();
    private readonly RoomSignal _signal = new();
    private FrameBuffer _filling = new();
    private FrameBuffer _draining = new();
    private bool _drainRunning;
    private bool _closed;
    private long _writeStarted = NotWriting;

    /// <summary>Whether a producer of pushes or a reader of requests may go on.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _closed || _filling.Count + _draining.Count < bytesMax;
            }
        }
    }

    /// <summary>True once the client can no longer be written to; frames put in from then on are dropped.</summary>
    internal bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>How long the write under way has been waiting for the client to take bytes.</summary>
    internal TimeSpan WritingFor
    {
        get
        {
            var started = Volatile.Read(ref _writeStarted);
            return started == NotWriting ? TimeSpan.Zero : clock.GetElapsedTime(started);
        }
    }

    internal void Write<T>(uint requestId, in T message)
        where T : IWireMessage<T>
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            FrameWriter.Write(_filling, requestId, message);
            if (_drainRunning)
            {
                return;
            }

            _drainRunning = true;
        }

        // Queued, not run here: answers that complete together gather in the buffer before one write takes them all.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    internal void Refuse(uint requestId, ErrorCode code, string detail, uint retryAfterMs = 0)
    {
        GatewayMetrics.Rejected(code);
        Write(requestId, new ErrorReply(new Problem(code, retryAfterMs, detail)));
    }

    internal void Refuse(uint requestId, Refusal refusal) => Refuse(requestId, refusal.Code, refusal.Detail, refusal.RetryAfterMs);

    internal async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (!HasRoom)
        {
            await _signal.WaitAsync(() => HasRoom, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Completes when everything put in has been written, or the client is gone.</summary>
    internal async Task WaitUntilWrittenAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle())
        {
            await _signal.WaitAsync(IsIdle, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Drops what is left and every later frame.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (!_drainRunning)
            {
                _filling.Clear();
            }
        }

        _signal.Release();
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private bool IsIdle()
    {
        lock (_lock)
        {
            return _closed || !_drainRunning;
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (TryTakeGathered())
            {
                Volatile.Write(ref _writeStarted, clock.GetTimestamp());
                await output.WriteAsync(_draining.WrittenMemory).ConfigureAwait(false);
                Volatile.Write(ref _writeStarted, NotWriting);
                _signal.Release();
            }
        }
        catch (Exception)
        {
            // Whatever the transport throws says one thing: this client cannot be written to. The read loop learns the reason on its own
            // side.
            Volatile.Write(ref _writeStarted, NotWriting);
            Close();
            TryTakeGathered();
        }

        _signal.Release();
    }

    private bool TryTakeGathered()
    {
        lock (_lock)
        {
            _draining.Clear();
            if (_closed || _filling.Count == 0)
            {
                _filling.Clear();
                _drainRunning = false;
                return false;
            }

            (_filling, _draining) = (_draining, _filling);
            return true;
        }
    }
}
