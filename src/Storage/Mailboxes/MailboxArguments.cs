namespace Sdtp.Storage.Mailboxes;

/// <summary>
/// What a lease holder may ask for, checked alike by every provider against the head the write meets. A refusal is a bug of the caller;
/// nothing changed.
/// </summary>
internal static class MailboxArguments
{
    internal static void CheckAppend(IReadOnlyList<MailboxRow> rows, ulong next)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var header = rows[i].Header;
            if (header.Sequence != next + (ulong)i)
            {
                throw new ArgumentException(
                    $"Row {i} has sequence {header.Sequence}, but the mailbox continues with {next + (ulong)i}.", nameof(rows));
            }

            if (header.EnvelopeBytes != rows[i].Envelope.Length)
            {
                throw new ArgumentException($"Row {i} says {header.EnvelopeBytes} bytes and has {rows[i].Envelope.Length}.", nameof(rows));
            }
        }

        if (rows.Count == 0)
        {
            throw new ArgumentException("An append has at least one row.", nameof(rows));
        }
    }

    internal static void CheckTrim(ulong through, ulong next, MailboxCheckpoint? checkpoint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(through, next);
        if (checkpoint is not null)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(checkpoint.Bytes.Length, MailboxCheckpoint.BytesMax, nameof(checkpoint));
        }
    }

    internal static void CheckSweep(ulong through, ulong first, int rowsMax)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(through, first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowsMax);
    }
}
