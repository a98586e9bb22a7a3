using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Mailboxes;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <summary>What became of one batch: rows on their way to the log, refusals, and retries whose row must still be compared.</summary>
internal sealed class AppendIntake(int count)
{
    private readonly ulong[] _sequences = new ulong[count];
    private Refusal?[]? _refusals;
    private MailboxRow[]? _rows;
    private int _rowCount;
    private List<(int Index, ulong Sequence)>? _retries;

    public bool HasRows => _rowCount != 0;

    public bool IsSettled => _rowCount == 0 && _retries is null;

    /// <summary>Bytes that this batch keeps waiting.</summary>
    public int PendingBytes { get; private set; }

    public IReadOnlyList<(int Index, ulong Sequence)> Retries => _retries ?? (IReadOnlyList<(int, ulong)>)[];

    /// <summary>The rows, without a copy when nothing was refused.</summary>
    public IReadOnlyList<MailboxRow> Rows => _rowCount == count ? _rows! : new ArraySegment<MailboxRow>(_rows!, 0, _rowCount);

    /// <summary>The sequence after the last row.</summary>
    public ulong RowsEnd => _rows![_rowCount - 1].Header.Sequence + 1;

    public void Store(int index, MailboxRow row)
    {
        _rows ??= new MailboxRow[count];
        _rows[_rowCount++] = row;
        _sequences[index] = row.Header.Sequence;
        PendingBytes += row.Envelope.Length;
    }

    /// <summary>The envelope was stored before, it seems: its row decides.</summary>
    public void Retry(int index, ulong sequence, int envelopeBytes)
    {
        (_retries ??= []).Add((index, sequence));
        PendingBytes += envelopeBytes;
    }

    public void Confirm(int index, ulong sequence) => _sequences[index] = sequence;

    public void Refuse(int index, Refusal refusal)
    {
        _refusals ??= new Refusal?[count];
        _refusals[index] = refusal;
        _sequences[index] = 0;
    }

    /// <summary>The write failed: everything that was to be stored, or to be compared with what was, is unknown.</summary>
    public void Fail()
    {
        for (var i = 0; i < count; i++)
        {
            if (_refusals?[i] is null)
            {
                Refuse(i, Refusals.TryAgain);
            }
        }
    }

    public AppendResult ToResult() => new(_sequences, _refusals);

    public static AppendResult RefuseAll(int count, Refusal refusal)
    {
        var refusals = new Refusal?[count];
        Array.Fill(refusals, refusal);
        return new AppendResult(new ulong[count], refusals);
    }
}
