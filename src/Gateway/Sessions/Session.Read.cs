using System.Buffers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class Session
{
    // REGISTER with the longest name takes 575 bytes, and nothing larger has a meaning before a login. A stranger's connection must not
    // hold a whole envelope's worth of memory.
    private const int FrameBytesKeptBeforeLogin = 1_024;

    private long _unwantedBytes;

    /// <summary>The read loop: the only place that touches the input.</summary>
    private async Task ReadRequestsAsync()
    {
        while (!IsEnding)
        {
            var read = await _input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var buffer = read.Buffer;
            try
            {
                Volatile.Write(ref _lastHeard, _gateway.Clock.GetTimestamp());
                PassOverUnwanted(ref buffer);
                while (!IsEnding && TryTakeFrame(ref buffer, out var frame))
                {
                    if (!_budget.HasRoom || !_outbox.HasRoom)
                    {
                        await WaitForRoomAsync().ConfigureAwait(false);
                    }

                    var handling = HandleAsync(frame);
                    if (!handling.IsCompletedSuccessfully)
                    {
                        _user?.Lanes.StartGathered();
                        await handling.ConfigureAwait(false);
                    }
                }

                _user?.Lanes.StartGathered();
                if (read.IsCompleted)
                {
                    CheckWhole(buffer);
                    return;
                }
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        switch (FrameReader.TryRead(ref buffer, out frame))
        {
            case FrameReadStatus.Frame:
                return true;
            case FrameReadStatus.Malformed:
                End(ErrorCode.MalformedFrame, "A frame is at least 5 bytes after its length: this is not SDTP.");
                return false;
            case FrameReadStatus.TooLarge:
                End(ErrorCode.FrameTooLarge, $"A frame is at most {Protocol.ProtocolLimits.FrameBytesMax} bytes.");
                return false;
            default:
                return TryTakeStart(ref buffer, out frame);
        }
    }

    /// <summary>
    /// Before a login, a large frame is taken by its start: no request with so long a body is valid then, so what is refused by its type is
    /// refused with its own answer, the rest breaks its grammar, and either way nobody needs the bytes still to come.
    /// </summary>
    private bool TryTakeStart(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        frame = default;
        if (_user is not null || buffer.Length <= FrameBytesKeptBeforeLogin)
        {
            return false;
        }

        var reader = new SequenceReader<byte>(buffer);
        reader.TryReadBigEndian(out int length);
        reader.TryRead(out var type);
        reader.TryReadBigEndian(out int requestId);
        frame = new Frame((FrameType)type, (uint)requestId, reader.UnreadSequence);
        _unwantedBytes = Frame.LengthFieldBytes + (uint)length - buffer.Length;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private void PassOverUnwanted(ref ReadOnlySequence<byte> buffer)
    {
        var passed = Math.Min(_unwantedBytes, buffer.Length);
        buffer = buffer.Slice(passed);
        _unwantedBytes -= passed;
    }

    /// <summary>Back-pressure: nothing is read until answers have been given and taken, so TCP stops the client.</summary>
    private async Task WaitForRoomAsync()
    {
        _user?.Lanes.StartGathered();
        try
        {
            await _budget.WaitForRoomAsync(_ending.Token).ConfigureAwait(false);
            await _outbox.WaitForRoomAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The frame in hand is dropped by the caller's next look at IsEnding; a client repeats what was never answered.
        }
    }

    private void CheckWhole(ReadOnlySequence<byte> rest)
    {
        // Silence about a frame cut short would hide a truncation attack from the client's log.
        if ((!rest.IsEmpty || _unwantedBytes > 0) && !IsEnding)
        {
            End(ErrorCode.MalformedFrame, "The connection ended inside a frame.");
        }
    }
}
