using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Grains.Observability;
using Sdtp.Grains.Profiles;
using Sdtp.Protocol;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <content>Append: the order is given on arrival, within the turn; the answer follows the log's commit.</content>
internal sealed partial class Mailbox
{
    /// <summary>Gives each envelope its place and answers when all are on stable storage.</summary>
    /// <param name="batch">Envelopes of one sender, in sending order.</param>
    /// <param name="keys">Which of the recipient's sealing keys are accepted.</param>
    public Task<AppendResult> AppendAsync(AppendBatch batch, SealingKeys keys)
    {
        if (_failed)
        {
            return Task.FromResult(AppendIntake.RefuseAll(batch.Envelopes.Length, Refusals.TryAgain));
        }

        var intake = Take(batch, keys);
        return intake.IsSettled ? Task.FromResult(intake.ToResult()) : StoreAsync(intake, batch);
    }

    private AppendIntake Take(AppendBatch batch, SealingKeys keys)
    {
        var now = _clock.GetUtcNow();
        var round = new AppendRound(batch.Sender, keys, now, StoredAt(now)) { Share = _shares.Find(batch.Sender) };
        var intake = new AppendIntake(batch.Envelopes.Length);
        var gateClosed = false;
        _retries.Evict(now);
        for (var i = 0; i < batch.Envelopes.Length; i++)
        {
            var refusal = gateClosed ? Refusals.OutOfOrder : Take(intake, i, batch.Envelopes[i], round);
            if (refusal is not null)
            {
                intake.Refuse(i, refusal);
                gateClosed |= refusal.Code.ClosesGate();
            }
        }

        _pendingBytes += intake.PendingBytes;
        if (HasUncounted && (round.IsRefusedAsFull || _quota.IsCrowded(_shares, round.Share)))
        {
            _ = StartCounting();
        }

        return intake;
    }

    private Refusal? Take(AppendIntake intake, int index, byte[] envelope, AppendRound round)
    {
        if (envelope.Length > ProtocolLimits.EnvelopeBytesMax)
        {
            return Refusals.TooLarge;
        }

        if (!EnvelopeHeader.TryRead(envelope, out var header) || header.To != _owner)
        {
            return Refusals.BadEnvelope;
        }

        if (_pendingBytes + intake.PendingBytes + envelope.Length > _options.PendingBytesMax)
        {
            return Refusals.Busy;
        }

        // Before everything that may have changed since the message was stored: a retry is answered as the message was.
        var fingerprint = _retries.Fingerprint(round.Sender, header.MessageId);
        if (_retries.Find(fingerprint, round.Now) is { } sequence)
        {
            intake.Retry(index, sequence, envelope.Length);
            return null;
        }

        if (!round.Keys.Accepts(header.SealingKeyNumber, round.Now))
        {
            return Refusals.StaleKey;
        }

        if (_log.IsBusy)
        {
            return Refusals.Busy;
        }

        if (!_retries.HasRoom(round.Now))
        {
            return Refusals.RateLimited;
        }

        if (_quota.Judge(_shares, round.Share, envelope.Length) is { } full)
        {
            // It may look full only because trimmed rows are not counted out yet. Counting starts after the loop, which holds on to the
            // sender's share.
            round.IsRefusedAsFull = true;
            return HasUncounted ? Refusals.Counting : full;
        }

        Assign(intake, index, envelope, header.MessageId, fingerprint, round);
        return null;
    }

    private void Assign(AppendIntake intake, int index, byte[] envelope, MessageId messageId, UInt128 fingerprint, AppendRound round)
    {
        var sequence = _next++;
        _bytesThrough += (ulong)envelope.Length;
        _lastStoredAt = round.StoredAt;
        _retries.Add(sequence, fingerprint, round.StoredAt);
        if (round.Share is null)
        {
            _shares.Add(round.Sender, envelope.Length);
            round.Share = _shares.Find(round.Sender);
        }
        else
        {
            _shares.Add(round.Share, envelope.Length);
        }

        var row = new MailboxRowHeader(sequence, round.Sender, messageId, envelope.Length, round.StoredAt, _bytesThrough);
        intake.Store(index, new MailboxRow(row, envelope));
    }

    private async Task<AppendResult> StoreAsync(AppendIntake intake, AppendBatch batch)
    {
        try
        {
            // No await before this call: it gives the batch its place in the log.
            if (intake.HasRows && !await CommitAsync(intake))
            {
                intake.Fail();
                return intake.ToResult();
            }

            foreach (var (index, sequence) in intake.Retries)
            {
                var refusal = await CompareAsync(sequence, batch.Sender, batch.Envelopes[index]);
                if (refusal is null)
                {
                    intake.Confirm(index, sequence);
                }
                else
                {
                    intake.Refuse(index, refusal);
                }
            }

            return intake.ToResult();
        }
        finally
        {
            _pendingBytes -= intake.PendingBytes;
        }
    }

    private async ValueTask<bool> CommitAsync(AppendIntake intake)
    {
        if (!await WriteAsync(static (mailbox, rows) => mailbox._log.AppendAsync(mailbox._lease, rows), intake.Rows))
        {
            return false;
        }

        _commits.Advance(intake.RowsEnd);
        GrainMetrics.Stored(_commits.Next - _first);
        _host.OnStored(_commits.Next);
        _host.OnTendingDue();
        WriteCheckpointWhenDue();
        return true;
    }

    /// <summary>Null when this very envelope is stored at that place; a retry of one still on its way waits for its commit.</summary>
    private async ValueTask<Refusal?> CompareAsync(ulong sequence, UserId sender, byte[] envelope)
    {
        if (!await _commits.ReachesAsync(sequence))
        {
            return Refusals.TryAgain;
        }

        MailboxRow? row;
        try
        {
            row = await _log.FindAsync(_owner, sequence, CancellationToken.None);
        }
        catch (MailboxLogException)
        {
            // Reading changed nothing, so the mailbox is as good as before.
            return Refusals.TryAgain;
        }

        if (row is null)
        {
            // Swept at the very end of the window: the next try finds no trace of it and is stored.
            return Refusals.TryAgain;
        }

        return row.Header.Sender == sender && row.Envelope.Span.SequenceEqual(envelope) ? null : Refusals.IdReused;
    }

    /// <summary>Whole milliseconds that never fall, whatever the clock does.</summary>
    private DateTimeOffset StoredAt(DateTimeOffset now)
    {
        var whole = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return whole > _lastStoredAt ? whole : _lastStoredAt;
    }

    /// <summary>What all envelopes of one batch have in common.</summary>
    private sealed class AppendRound(UserId sender, SealingKeys keys, DateTimeOffset now, DateTimeOffset storedAt)
    {
        public UserId Sender => sender;

        public SealingKeys Keys => keys;

        public DateTimeOffset Now => now;

        public DateTimeOffset StoredAt => storedAt;

        /// <summary>The sender's share; null while they have nothing in the mailbox.</summary>
        public SenderShare? Share { get; set; }

        public bool IsRefusedAsFull { get; set; }
    }
}
