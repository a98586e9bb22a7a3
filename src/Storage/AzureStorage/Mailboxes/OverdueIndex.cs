using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Tables;

namespace Sdtp.Storage.AzureStorage.Mailboxes;

/// <summary>
/// Finds mailboxes whose oldest message is old, without a scan of all mailboxes. A small table has one row for every mailbox and day in
/// which mail came: partition = the day, row = the time of the first mail of that day and the userID, so that its order is the order of
/// age. The row is there before the mail is. It promises nothing: the mailbox is looked at before it is called overdue, and a row found
/// stale then is removed, or moved to the time of the oldest message that is left.
/// <para>Price per mailbox and day with mail: one write, and one removal with two point reads when the day is past the retention. Nothing
/// per message.</para>
/// </summary>
internal sealed class OverdueIndex(
    StorageAccounts accounts, MailboxReader reader, IOptions<AzureStorageOptions> options, TimeProvider clock)
{
    private const string DayFormat = "yyyyMMdd";
    private const int TimeDigits = 16;

    private readonly AzureStorageOptions _options = options.Value;
    private int _startAt;

    internal static long DayOf(DateTimeOffset time) => (long)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalDays);

    /// <summary>Makes sure that a row stored at a moment will be found when it is old.</summary>
    internal async ValueTask NoteAsync(UserId mailbox, DateTimeOffset storedAt) =>
        await accounts.Of(mailbox).Overdue.UpsertEntityAsync(ToEntity(mailbox, storedAt)).ConfigureAwait(false);

    /// <summary>Mailboxes with an untrimmed row stored before a moment; of two, the one with the older row first.</summary>
    internal async ValueTask<IReadOnlyList<UserId>> FindAsync(
        DateTimeOffset storedBefore, int mailboxesMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mailboxesMax);
        var found = new ConcurrentDictionary<UserId, DateTimeOffset>();
        var looks = 0;

        // Each search begins with another account, so that one full of overdue mailboxes does not hide the others'.
        var start = (int)((uint)Interlocked.Increment(ref _startAt) % accounts.OverdueTables.Count);
        for (var i = 0; i < accounts.OverdueTables.Count; i++)
        {
            var table = accounts.OverdueTables[(start + i) % accounts.OverdueTables.Count];
            await foreach (var batch in CandidatesAsync(table, storedBefore, mailboxesMax, cancellationToken).ConfigureAwait(false))
            {
                looks += batch.Length;
                var parallel = new ParallelOptions
                {
                    MaxDegreeOfParallelism = _options.OverdueParallelism,
                    CancellationToken = cancellationToken,
                };
                await Parallel.ForEachAsync(
                    batch, parallel, (row, token) => LookAsync(table, row, storedBefore, found, token)).ConfigureAwait(false);
                if (found.Count >= mailboxesMax || looks >= _options.OverdueLooksMax)
                {
                    return Oldest(found, mailboxesMax);
                }
            }
        }

        return Oldest(found, mailboxesMax);
    }

    private static UserId[] Oldest(ConcurrentDictionary<UserId, DateTimeOffset> found, int mailboxesMax) =>
        [.. found.OrderBy(entry => entry.Value).Take(mailboxesMax).Select(entry => entry.Key)];

    /// <summary>
    /// When the oldest untrimmed row of all mailboxes was stored; null when there is none. A row here is never later than the mail that it
    /// stands for, so the look ends where the rows are later than what was found. Nothing is changed.
    /// </summary>
    internal async ValueTask<DateTimeOffset?> FindOldestAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var table in accounts.OverdueTables)
        {
            var rows = table.QueryAsync<TableEntity>((string?)null, TableLimits.PageRowsMax, ["PartitionKey", "RowKey"], cancellationToken);
            await foreach (var row in rows.ConfigureAwait(false))
            {
                if (oldest <= TimeOf(row.RowKey))
                {
                    break;
                }

                var storedAt = await reader.FindOldestAsync(MailboxOf(row.RowKey), cancellationToken).ConfigureAwait(false);
                oldest = oldest <= storedAt ? oldest : storedAt ?? oldest;
            }
        }

        return oldest;
    }

    private static async IAsyncEnumerable<TableEntity[]> CandidatesAsync(
        TableClient table, DateTimeOffset storedBefore, int pageRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var day = Day(storedBefore);
        string[] filters =
        [
            TableClient.CreateQueryFilter($"PartitionKey lt {day}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {day} and RowKey lt {Time(storedBefore)}"),
        ];
        foreach (var filter in filters)
        {
            var rows = table.QueryAsync<TableEntity>(
                filter, Math.Min(pageRows, TableLimits.PageRowsMax), ["PartitionKey", "RowKey"], cancellationToken);
            await foreach (var page in rows.AsPages().ConfigureAwait(false))
            {
                yield return [.. page.Values];
            }
        }
    }

    private async ValueTask LookAsync(
        TableClient table,
        TableEntity row,
        DateTimeOffset storedBefore,
        ConcurrentDictionary<UserId, DateTimeOffset> found,
        CancellationToken cancellationToken)
    {
        var mailbox = MailboxOf(row.RowKey);
        if (found.ContainsKey(mailbox))
        {
            return;
        }

        var oldest = await reader.FindOldestAsync(mailbox, cancellationToken).ConfigureAwait(false);
        if (oldest < storedBefore)
        {
            found[mailbox] = oldest.Value;
            return;
        }

        // Mail of the same day that is not yet old: its time takes the row's place, so that the row is not looked at again before then.
        // Mail of a later day has its own row.
        var moved = oldest is { } time && Day(time) == row.PartitionKey ? ToEntity(mailbox, time) : null;
        if (moved is null && !IsSettled(row.PartitionKey))
        {
            return;
        }

        if (moved is not null)
        {
            await table.UpsertEntityAsync(moved, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the day is over for every silo's clock, so that no owner who knows the row to be there counts on it for new mail.
    /// </summary>
    private bool IsSettled(string day) =>
        DateTimeOffset.ParseExact(
            day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddDays(1) + _options.OverdueSettleTime
            <= clock.GetUtcNow();

    private static TableEntity ToEntity(UserId mailbox, DateTimeOffset storedAt) => new(Day(storedAt), Time(storedAt) + mailbox);

    private static UserId MailboxOf(string rowKey) => UserId.Parse(rowKey.AsSpan(TimeDigits));

    private static DateTimeOffset TimeOf(string rowKey) => DateTimeOffset.FromUnixTimeMilliseconds(
        long.Parse(rowKey.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString("x16", CultureInfo.InvariantCulture);
}
