using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <content>
/// Tending: expiry of a prefix, then sweeping of what is trimmed, counted and past the retry window. Bounded at every turn.
/// </content>
internal sealed partial class Mailbox
{
    private ulong _sweptThrough;
    private bool _tending;

    /// <summary>Whether a later turn of tending would find something to do, retention aside.</summary>
    public bool NeedsTending => !_failed && (_retries.Count != 0 || _sweptThrough + 1 < _first);

    /// <summary>Expires and sweeps a bounded number of rows. A turn that overlaps another does nothing.</summary>
    public Task TendAsync() => TendAsync(expire: true);

    /// <summary>Sweeps a bounded number of rows and forgets what has left the retry window.</summary>
    public Task SweepAsync() => TendAsync(expire: false);

    private async Task TendAsync(bool expire)
    {
        if (_tending || _failed)
        {
            return;
        }

        _tending = true;
        try
        {
            if (expire)
            {
                await ExpireAsync();
            }

            _retries.EvictAll(_clock.GetUtcNow());
            await StartCounting();
            await SweepCountedAsync();
        }
        catch (MailboxLogException)
        {
            // Only reads get here: nothing changed, and the next turn tries again.
        }
        finally
        {
            _tending = false;
        }
    }

    private async ValueTask ExpireAsync()
    {
        var storedBefore = _clock.GetUtcNow() - _options.Retention;
        var through = _first - 1;
        for (var page = 0; page < _options.TendBatchesMax; page++)
        {
            var headers = await _log.ReadHeadersAsync(_owner, through + 1, _options.HeaderPageRowsMax, CancellationToken.None);
            var expired = 0;
            while (expired < headers.Count && headers[expired].Sequence < _commits.Next && headers[expired].StoredAt < storedBefore)
            {
                through = headers[expired++].Sequence;
            }

            if (expired == 0 || expired < headers.Count)
            {
                break;
            }
        }

        if (through >= _first)
        {
            await TrimAsync(through);
        }
    }

    private async ValueTask SweepCountedAsync()
    {
        // Rows that are not counted out are still needed, and so are rows that a retry may be compared with.
        var through = Math.Min(Math.Min(_first, _countedFrom), _retries.Low) - 1;
        if (_failed || through <= _sweptThrough)
        {
            return;
        }

        // An activation that starts from the checkpoint reads the rows from its CountedFrom on.
        if (_checkpointFrom <= through && !await WriteCheckpointAsync())
        {
            return;
        }

        for (var batch = 0; batch < _options.TendBatchesMax && _sweptThrough < through && !_failed; batch++)
        {
            if (!await SweepBatchAsync(through))
            {
                return;
            }
        }
    }

    private async ValueTask<bool> SweepBatchAsync(ulong through)
    {
        var before = _sweptThrough;
        return await WriteAsync(static (mailbox, last) => mailbox.SweepBatchOfLogAsync(last), through) && _sweptThrough > before;
    }

    private async ValueTask<LogOutcome> SweepBatchOfLogAsync(ulong through)
    {
        var result = await _log.SweepAsync(_lease, through, _options.SweepRowsMax);
        if (result.Outcome == LogOutcome.Committed)
        {
            _sweptThrough = Math.Max(_sweptThrough, result.SweptThrough);
        }

        return result.Outcome;
    }
}
