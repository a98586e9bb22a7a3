using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// Reads mailboxes. A row and the head's <c>next</c> change in one transaction, so a row that can be seen is committed. Rows are deleted
/// from the front only, so what a read that takes several requests has is right up to the first gap, and no further.
/// </summary>
internal sealed class MailboxReader(StorageAccounts accounts)
{
    // The first request of a page is sized as if rows had this length; the later ones by the rows seen.
    private const int RowBytesGuess = 2_048;

    internal async ValueTask<IReadOnlyList<MailboxRow>> ReadAsync(
        UserId mailbox, ulong from, int rowsMax, int bytesMax, int rowOverheadBytes, CancellationToken cancellationToken)
    {
        var page = new PageLimit(rowsMax, bytesMax, rowOverheadBytes);

        // Almost always nothing from there on is trimmed; so both at once.
        var first = FindFirstAsync(mailbox, cancellationToken).AsTask();
        var filled = FillAsync(mailbox, from, page, cancellationToken).AsTask();
        await Task.WhenAll(first, filled).ConfigureAwait(false);
        var trimmedBelow = await first.ConfigureAwait(false);
        var rows = await filled.ConfigureAwait(false);
        return trimmedBelow <= from || rows.Count == 0 || rows[0].Header.Sequence >= trimmedBelow
            ? rows
            : await FillAsync(mailbox, trimmedBelow, page, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<IReadOnlyList<MailboxRowHeader>> ReadHeadersAsync(
        UserId mailbox, ulong from, int rowsMax, CancellationToken cancellationToken)
    {
        var headers = new List<MailboxRowHeader>();
        var rows = QueryAsync(mailbox, from, rowsMax, MailboxRowEntity.HeaderColumns, cancellationToken);
        await foreach (var entity in rows.ConfigureAwait(false))
        {
            var header = MailboxRowEntity.ToHeader(entity);
            if (headers.Count != 0 && header.Sequence != headers[^1].Sequence + 1)
            {
                break;
            }

            headers.Add(header);
        }

        return headers;
    }

    internal async ValueTask<MailboxRow?> FindAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        await FindEntityAsync(mailbox, sequence, null, cancellationToken).ConfigureAwait(false) is { } entity
            ? MailboxRowEntity.ToRow(entity)
            : null;

    /// <summary>When the oldest untrimmed row was stored; null in an empty mailbox.</summary>
    internal async ValueTask<DateTimeOffset?> FindOldestAsync(UserId mailbox, CancellationToken cancellationToken)
    {
        var first = await FindFirstAsync(mailbox, cancellationToken).ConfigureAwait(false);
        return await FindStoredAtAsync(mailbox, first, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Headers of the rows stored since a moment, the newest <paramref name="rowsMax"/> of them. Times never fall, so where they begin is
    /// found by halving, and a mailbox in which nothing is recent costs one point read.
    /// </summary>
    internal async ValueTask<IReadOnlyList<MailboxRowHeader>> ReadRecentAsync(
        UserId mailbox, MailboxHead head, DateTimeOffset since, int rowsMax, CancellationToken cancellationToken)
    {
        // Invariant: every row from `recent` on is recent, and `older` is not, or is swept.
        var recent = head.Next;
        var older = head.SweptThrough;
        for (ulong step = 1; recent - older > 1; step *= 2)
        {
            var probe = recent - Math.Min(step, recent - older - 1);
            if (await FindStoredAtAsync(mailbox, probe, cancellationToken).ConfigureAwait(false) >= since)
            {
                recent = probe;
            }
            else
            {
                older = probe;
                break;
            }
        }

        while (recent - older > 1)
        {
            var probe = older + ((recent - older) / 2);
            if (await FindStoredAtAsync(mailbox, probe, cancellationToken).ConfigureAwait(false) >= since)
            {
                recent = probe;
            }
            else
            {
                older = probe;
            }
        }

        var from = head.Next - recent > (ulong)rowsMax ? head.Next - (ulong)rowsMax : recent;
        return from == head.Next
            ? []
            : await ReadHeadersAsync(mailbox, from, (int)(head.Next - from), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<MailboxRow>> FillAsync(UserId mailbox, ulong from, PageLimit limit, CancellationToken cancellationToken)
    {
        var rows = new List<MailboxRow>();
        long bytes = 0;
        while (rows.Count < limit.RowsMax)
        {
            var wanted = limit.RowsToAskFor(rows.Count, bytes, RowBytesGuess);
            var seen = 0;
            await foreach (var entity in QueryAsync(mailbox, from, wanted, null, cancellationToken).ConfigureAwait(false))
            {
                var row = MailboxRowEntity.ToRow(entity);
                bytes += row.Envelope.Length + limit.RowOverheadBytes;
                if (rows.Count != 0 && (bytes > limit.BytesMax || row.Header.Sequence != rows[^1].Header.Sequence + 1))
                {
                    return rows;
                }

                rows.Add(row);
                from = row.Header.Sequence + 1;
                seen++;
            }

            if (seen < wanted || bytes >= limit.BytesMax)
            {
                break;
            }
        }

        return rows;
    }

    /// <summary>The rows from a sequence on, at most so many; no more are asked of the table.</summary>
    private async IAsyncEnumerable<TableEntity> QueryAsync(
        UserId mailbox, ulong from, int rowsMax, string[]? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (rowsMax <= 0)
        {
            yield break;
        }

        var left = rowsMax;
        var query = accounts.Of(mailbox).Rows.QueryAsync<TableEntity>(
            MailboxKeys.MessagesFrom(mailbox, from), Math.Min(rowsMax, TableLimits.PageRowsMax), columns, cancellationToken);
        await foreach (var entity in query.ConfigureAwait(false))
        {
            yield return entity;
            if (--left == 0)
            {
                yield break;
            }
        }
    }

    private async ValueTask<ulong> FindFirstAsync(UserId mailbox, CancellationToken cancellationToken)
    {
        var found = await accounts.Of(mailbox).Rows.GetEntityIfExistsAsync<TableEntity>(
            MailboxKeys.Partition(mailbox), MailboxKeys.Head, MailboxHead.Columns, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? MailboxHead.From(found.Value!).Head.First : MailboxHead.Empty.First;
    }

    internal async ValueTask<DateTimeOffset?> FindStoredAtAsync(UserId mailbox, ulong sequence, CancellationToken cancellationToken) =>
        await FindEntityAsync(mailbox, sequence, MailboxRowEntity.HeaderColumns, cancellationToken).ConfigureAwait(false) is { } entity
            ? MailboxRowEntity.ToHeader(entity).StoredAt
            : null;

    private async ValueTask<TableEntity?> FindEntityAsync(
        UserId mailbox, ulong sequence, string[]? columns, CancellationToken cancellationToken)
    {
        var found = await accounts.Of(mailbox).Rows.GetEntityIfExistsAsync<TableEntity>(
            MailboxKeys.Partition(mailbox), MailboxKeys.Message(sequence), columns, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    private readonly record struct PageLimit(int RowsMax, int BytesMax, int RowOverheadBytes)
    {
        internal int RowsToAskFor(int rows, long bytes, int guess)
        {
            var rowBytes = rows == 0 ? guess + RowOverheadBytes : Math.Max(1, bytes / rows);
            var fit = ((BytesMax - bytes) / rowBytes) + 1;
            return (int)Math.Clamp(fit, 1, Math.Min(RowsMax - rows, TableLimits.PageRowsMax));
        }
    }
}
