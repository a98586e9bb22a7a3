using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Grains.Mailboxes;

/// <summary>Opens a mailbox and learns what its writer must know: the retry window, the senders' shares, the running byte count.</summary>
internal sealed class MailboxOpening
{
    private MailboxOpening(OpenedMailbox opened, RetryWindow retries)
    {
        Opened = opened;
        Retries = retries;
    }

    public OpenedMailbox Opened { get; }

    public RetryWindow Retries { get; }

    public SenderShares Shares { get; } = new();

    public ulong CountedFrom { get; private set; }

    public ulong BytesThrough { get; private set; }

    public DateTimeOffset LastStoredAt { get; private set; }

    public ulong CheckpointFrom { get; private set; }

    public ulong CheckpointNext { get; private set; }

    public static async Task<MailboxOpening> OpenAsync(UserId owner, IMailboxLog log, MailboxOptions options, TimeProvider clock)
    {
        var now = clock.GetUtcNow();

        // Not the caller's token: several calls wait for this one open.
        var opened = await log.OpenAsync(owner, now - options.RetryWindow, CancellationToken.None);
        var opening = new MailboxOpening(opened, new RetryWindow(options.RetryWindow, options.RetryWindowEntriesMax, opened.Next));
        opening.RememberRecent();
        await opening.CountAsync(owner, log, options.HeaderPageRowsMax);
        return opening;
    }

    private void RememberRecent()
    {
        foreach (var header in Opened.Recent)
        {
            Retries.Add(header.Sequence, Retries.Fingerprint(header.Sender, header.MessageId), header.StoredAt);
            LastStoredAt = header.StoredAt;
        }
    }

    private async Task CountAsync(UserId owner, IMailboxLog log, int pageRowsMax)
    {
        var checkpoint = Opened.Checkpoint is { } bytes ? CheckpointCodec.Decode(bytes) : CheckpointContent.Empty;
        CheckpointFrom = checkpoint.CountedFrom;
        CheckpointNext = checkpoint.Next;
        BytesThrough = checkpoint.BytesThrough;

        // A checkpoint of nothing but trimmed rows is of no use, and neither are the trimmed rows after it.
        var from = Math.Max(checkpoint.Next, Opened.First);
        CountedFrom = from;
        if (checkpoint.Next > Opened.First)
        {
            Shares.Restore(checkpoint);
            CountedFrom = checkpoint.CountedFrom;
        }
        else if (from == Opened.Next && from != checkpoint.Next)
        {
            var last = await ReadPageAsync(owner, log, from - 1, 1);
            BytesThrough = last[0].BytesThrough;
        }

        while (from < Opened.Next)
        {
            var rows = (int)Math.Min((ulong)pageRowsMax, Opened.Next - from);
            foreach (var header in await ReadPageAsync(owner, log, from, rows))
            {
                Shares.Add(header.Sender, header.EnvelopeBytes);
                BytesThrough = header.BytesThrough;
                from = header.Sequence + 1;
            }
        }
    }

    private static async Task<IReadOnlyList<MailboxRowHeader>> ReadPageAsync(UserId owner, IMailboxLog log, ulong from, int rowsMax)
    {
        var headers = await log.ReadHeadersAsync(owner, from, rowsMax, CancellationToken.None);
        return headers.Count != 0 && headers[0].Sequence == from
            ? headers
            : throw new InvalidDataException($"The mailbox log has no row {from}, which its head and checkpoint say must be there.");
    }
}
