using System.Buffers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Wire;

/// <summary>
/// What waits for the socket: callers encode into one buffer while the writer sends the other, so everything that gathers during one
/// write leaves in the next. Holds at most its limit plus one frame per caller past the check.
/// </summary>
internal sealed class OutboundBuffer(int bytesMax) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0);
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private TaskCompletionSource? _room;
    private ConnectionLostException? _closed;
    private bool _signalled;

    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            if (_filling.WrittenCount < bytesMax)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
        }

        return new ValueTask(room.WaitAsync(cancellationToken));
    }

    internal void Write<T>(uint requestId, in T message)
        where T : IWireMessage<T>
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            FrameWriter.Write(_filling, requestId, message);
            if (!_signalled)
            {
                _signalled = true;
                _ready.Release();
            }
        }
    }

    /// <summary>Waits for bytes and takes all there are. They stay valid until the next call.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellationToken)
    {
        await _ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _sending.ResetWrittenCount();
            (_filling, _sending) = (_sending, _filling);
            _signalled = false;
            _room?.TrySetResult();
            _room = null;
            return _sending.WrittenMemory;
        }
    }

    /// <summary>
    /// Only after the writer has ended. Callers are turned away by <see cref="Close"/> before they reach what is disposed here.
    /// </summary>
    public void Dispose() => _ready.Dispose();

    internal void Close(ConnectionLostException reason)
    {
        lock (_gate)
        {
            _closed = reason;
            _room?.TrySetException(reason);
            _room = null;
        }
    }
}
