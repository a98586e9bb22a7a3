using System.Buffers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class Session
{
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
                return false;
        }
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
        if (!rest.IsEmpty && !IsEnding)
        {
            End(ErrorCode.MalformedFrame, "The connection ended inside a frame.");
        }
    }
}
