using System.Buffers;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Client.Wire;

public sealed partial class RelayConnection
{
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromSeconds(1);

    private RelayException? _lastWords;

    private void Start()
    {
        var reading = ReadLoopAsync();
        _loops = Task.WhenAll(reading, WriteLoopAsync(reading));
    }

    private async Task ReadLoopAsync()
    {
        var reason = "The relay closed the connection.";
        Exception? cause = null;
        try
        {
            while (true)
            {
                var result = await _input.ReadAsync(_stopping.Token).ConfigureAwait(false);
                var buffer = result.Buffer;
                try
                {
                    DispatchFrames(ref buffer);
                }
                finally
                {
                    _input.AdvanceTo(buffer.Start, buffer.End);
                }

                if (result.IsCompleted)
                {
                    reason = buffer.IsEmpty ? reason : "The connection ended in the middle of a frame.";
                    break;
                }
            }
        }
        catch (InvalidDataException e)
        {
            reason = e.Message;
        }
        catch (Exception e)
        {
            // A TLS stream that is cut or disposed throws many kinds; whatever it is, everybody who waits must learn that it is over.
            reason = "The connection to the relay was lost.";
            cause = e;
        }

        await CloseAsync(new ConnectionLostException(_lastWords?.Message ?? reason, (Exception?)_lastWords ?? cause)).ConfigureAwait(false);
        await _input.CompleteAsync().ConfigureAwait(false);
    }

    private async Task WriteLoopAsync(Task reading)
    {
        try
        {
            while (true)
            {
                var bytes = await _outbound.TakeAsync(_stopping.Token).ConfigureAwait(false);
                await _transport.Stream.WriteAsync(bytes, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // A relay that closes says why first; that frame may still lie unread when our write fails.
            await Task.WhenAny(reading, Task.Delay(LastWordsTimeout, _options.Clock, CancellationToken.None)).ConfigureAwait(false);
            await CloseAsync(new ConnectionLostException("The connection to the relay was lost.", e)).ConfigureAwait(false);
        }
    }

    private void DispatchFrames(ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            switch (FrameReader.TryRead(ref buffer, out var frame))
            {
                case FrameReadStatus.NeedMore:
                    return;
                case FrameReadStatus.Frame:
                    Dispatch(frame);
                    break;
                default:
                    throw new InvalidDataException("The relay sent bytes that are no frame: it does not speak this protocol.");
            }
        }
    }

    private void Dispatch(in Frame frame)
    {
        if (frame.RequestId == 0)
        {
            DispatchPush(frame);
            return;
        }

        if (!_pending.TryTake(frame.RequestId, out var pending))
        {
            throw new InvalidDataException($"The relay answered a request that was not asked: {frame.RequestId}.");
        }

        _slots.Release();
        if (!pending.TryComplete(frame))
        {
            var error = new ConnectionLostException($"The relay's answer {frame.Type} breaks the protocol.");
            pending.Fail(error);
            throw new InvalidDataException(error.Message);
        }
    }

    private void DispatchPush(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Deliver when FrameBody.TryRead<Deliver>(frame, out var deliver):
                Enqueue(new Push(deliver.Page, null));
                break;
            case FrameType.Notice when FrameBody.TryRead<Notice>(frame, out var notice):
                Noticed?.Invoke(notice.Problem);
                Enqueue(new Push(null, notice.Problem));
                break;
            case FrameType.Error when FrameBody.TryRead<ErrorReply>(frame, out var error):
                _lastWords = error.Problem.ToException();
                break;
            case FrameType.Deliver or FrameType.Notice or FrameType.Error:
                throw new InvalidDataException($"The relay's {frame.Type} breaks the protocol.");
            default:
                // A push that this build does not know asks nothing of it.
                break;
        }
    }

    private void Enqueue(Push push)
    {
        // Waiting here would hold up the answers that the reader of the pushes may be waiting for.
        if (!_pushes.Writer.TryWrite(push) && !_closed.Task.IsCompleted)
        {
            throw new InvalidDataException(
                $"The relay pushed more than {_options.PushesMax} frames that were not read: past the agreed window.");
        }
    }
}
