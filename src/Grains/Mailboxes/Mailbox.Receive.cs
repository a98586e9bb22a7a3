using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <content>Read and acknowledge: both cost the same at any depth.</content>
internal sealed partial class Mailbox
{
    /// <summary>
    /// Reads committed messages with a greater sequence than <paramref name="after"/>; null when the log could not be read.
    /// </summary>
    public async ValueTask<MailboxMessage[]?> ReadAsync(ulong after, int messagesMax, int bytesMax, CancellationToken cancellationToken)
    {
        // Taken before the read: what commits during it is for the next one, and for the hint.
        var end = _commits.Next;
        var from = Math.Max(after < ulong.MaxValue ? after + 1 : after, _first);
        if (from >= end)
        {
            return [];
        }

        var rowsMax = Math.Clamp(messagesMax, 1, ProtocolLimits.PageMessagesMax);
        var pageBytesMax = Math.Clamp(bytesMax, 1, MessagePage.MessageBytesMax);
        try
        {
            var rows = await _log.ReadAsync(_owner, from, rowsMax, pageBytesMax, StoredMessage.OverheadBytes, cancellationToken);
            return Visible(rows, end);
        }
        catch (MailboxLogException)
        {
            return null;
        }
    }

    /// <summary>
    /// Moves the mailbox's first past a sequence that is committed; false when the mailbox failed. Below the present first it does
    /// nothing.
    /// </summary>
    public async ValueTask<bool> TrimAsync(ulong through)
    {
        if (through >= _commits.Next)
        {
            throw new ArgumentOutOfRangeException(nameof(through), through, $"Only what is below {_commits.Next} can be trimmed.");
        }

        if (_failed)
        {
            return false;
        }

        return through < _first || await TrimAsync(through, CheckpointIsDue);
    }

    private async ValueTask<bool> TrimAsync(ulong through, bool withCheckpoint)
    {
        var checkpoint = withCheckpoint ? CheckpointNow() : null;
        var encoded = checkpoint is null ? null : CheckpointCodec.Encode(checkpoint);
        if (!await WriteAsync(
            static (mailbox, trim) => mailbox._log.TrimAsync(mailbox._lease, trim.through, trim.encoded), (through, encoded)))
        {
            return false;
        }

        if (checkpoint is not null)
        {
            _checkpointFrom = Math.Max(_checkpointFrom, checkpoint.CountedFrom);
            _checkpointNext = Math.Max(_checkpointNext, checkpoint.Next);
        }

        if (through + 1 > _first)
        {
            _first = through + 1;
            CountOutWhenEmpty();
            _host.OnTendingDue();
            if (_first - _countedFrom > (ulong)_options.UncountedRowsMax)
            {
                _ = StartCounting();
            }
        }

        return true;
    }

    private static MailboxMessage[] Visible(IReadOnlyList<MailboxRow> rows, ulong end)
    {
        var count = rows.Count;
        while (count > 0 && rows[count - 1].Header.Sequence >= end)
        {
            count--;
        }

        var messages = new MailboxMessage[count];
        for (var i = 0; i < count; i++)
        {
            var header = rows[i].Header;
            var storedAtMs = (ulong)header.StoredAt.ToUnixTimeMilliseconds();
            messages[i] = new MailboxMessage(header.Sequence, header.Sender, storedAtMs, rows[i].Envelope);
        }

        return messages;
    }
}
