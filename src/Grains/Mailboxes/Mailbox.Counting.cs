using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <content>
/// Counting trimmed rows out of the senders' shares, and the checkpoint that remembers the counts. An ACK never waits for it: headers are
/// read a page at a time when much is uncounted, when a limit comes near, or before sweeping; a mailbox that runs empty needs no reading
/// at all.
/// </content>
internal sealed partial class Mailbox
{
    private const int CheckpointFloorDivisor = 64;
    private ulong _countedFrom;
    private ulong _checkpointFrom;
    private ulong _checkpointNext;
    private Task? _counting;
    private bool _checkpointing;

    private bool HasUncounted => _countedFrom < _first;

    private bool CheckpointIsDue => (_next - _checkpointNext) + (_countedFrom - _checkpointFrom) >= (ulong)_options.CheckpointRows;

    private void CountOutWhenEmpty()
    {
        if (_first == _next)
        {
            _shares.Clear();
            _countedFrom = _first;
        }
    }

    /// <summary>Starts counting unless it is under way; the task never fails.</summary>
    private Task StartCounting()
    {
        if (_counting is null || _counting.IsCompleted)
        {
            _counting = CountAsync();
        }

        return _counting;
    }

    private async Task CountAsync()
    {
        try
        {
            while (HasUncounted && !_failed)
            {
                var from = _countedFrom;
                var rowsMax = (int)Math.Min((ulong)_options.HeaderPageRowsMax, _first - from);
                var headers = await _log.ReadHeadersAsync(_owner, from, rowsMax, CancellationToken.None);

                // The mailbox may have run empty meanwhile, and counted itself out.
                if (_countedFrom == from)
                {
                    CountOut(headers, from);
                }
            }
        }
        catch (MailboxLogException)
        {
            // Reading changed nothing: the rows stay counted in, which errs on the full side, until the next attempt.
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void CountOut(IReadOnlyList<MailboxRowHeader> headers, ulong from)
    {
        if (headers.Count == 0 || headers[0].Sequence != from)
        {
            throw new InvalidDataException($"The mailbox log has no row {from}, which is not swept.");
        }

        foreach (var header in headers)
        {
            _shares.Remove(header.Sender, header.EnvelopeBytes);
        }

        _countedFrom = headers[^1].Sequence + 1;
    }

    /// <summary>The counts as of the rows queued so far: writes of a lease take effect in order, so it is true when it is stored.</summary>
    private CheckpointContent CheckpointNow()
    {
        var greatest = _shares.Greatest(
            _options.SenderBytesMax / CheckpointFloorDivisor,
            _options.SenderMessagesMax / CheckpointFloorDivisor,
            CheckpointCodec.SendersMax);
        return new CheckpointContent(_countedFrom, _next, _bytesThrough, _shares.Bytes, _shares.Messages, greatest);
    }

    private void WriteCheckpointWhenDue()
    {
        if (CheckpointIsDue && !_checkpointing && !_failed)
        {
            _ = WriteCheckpointInBackgroundAsync();
        }
    }

    private async Task WriteCheckpointInBackgroundAsync()
    {
        try
        {
            await WriteCheckpointAsync();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async ValueTask<bool> WriteCheckpointAsync()
    {
        _checkpointing = true;
        try
        {
            return await TrimAsync(_first - 1, withCheckpoint: true);
        }
        finally
        {
            _checkpointing = false;
        }
    }
}
