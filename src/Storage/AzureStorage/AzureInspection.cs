using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.GrainState;
using Sdtp.Storage.AzureStorage.Mailboxes;
using Sdtp.Storage.AzureStorage.Tables;
using Sdtp.Storage.Inspection;

namespace Sdtp.Storage.AzureStorage;

/// <summary>
/// Reads the store of a cluster beside it, without a word to it. Tables know no snapshot: numbers of a busy cluster are each of its own
/// moment. No envelope is ever read, and nothing is written.
/// </summary>
public sealed class AzureInspection
{
    private const string UserPrefix = "sdtp.user/";

    private readonly StorageAccounts _accounts;
    private readonly MailboxReader _reader;
    private readonly OverdueIndex _overdue;
    private readonly string _serviceId;

    /// <summary>Nothing is asked of the accounts yet.</summary>
    /// <param name="options">Accounts and tables.</param>
    /// <param name="serviceId">Whose grains.</param>
    /// <param name="clock">The time.</param>
    public AzureInspection(AzureStorageOptions options, string serviceId, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _accounts = new StorageAccounts(options);
        _reader = new MailboxReader(_accounts);
        _overdue = new OverdueIndex(_accounts, _reader, Options.Create(options), clock);
        _serviceId = serviceId;
    }

    /// <summary>Asks the accounts the smallest thing there is, to meet what keeps them from answering.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var table in (TableClient[])[_accounts.GrainState, .. _accounts.MailboxTables])
        {
            await table.GetEntityIfExistsAsync<TableEntity>("none", "none", cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Counts what the store holds. It reads past every row of the mailboxes' tables once, and is paid for by the page of 1,000.
    /// </summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<StoreStatistics> CountAsync(CancellationToken cancellationToken)
    {
        var depths = new long[DepthClass.Count];
        long messages = 0;
        foreach (var table in _accounts.MailboxTables)
        {
            var heads = table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"RowKey eq {MailboxKeys.Head}"),
                TableLimits.PageRowsMax,
                MailboxHead.Columns,
                cancellationToken);
            await foreach (var row in heads.ConfigureAwait(false))
            {
                var depth = DepthOf(MailboxHead.From(row).Head);
                depths[DepthClass.Of(depth)]++;
                messages += depth;
            }
        }

        var users = await CountUsersAsync(cancellationToken).ConfigureAwait(false);
        var oldest = await _overdue.FindOldestAsync(cancellationToken).ConfigureAwait(false);
        return new StoreStatistics(users, depths.Sum(), messages, depths, oldest, Bytes: null);
    }

    /// <summary>What the store knows of one mailbox; null when it was never opened.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<MailboxExplanation?> ExplainAsync(UserId userId, CancellationToken cancellationToken)
    {
        var found = await _accounts.Of(userId).Rows.GetEntityIfExistsAsync<TableEntity>(
            MailboxKeys.Partition(userId), MailboxKeys.Head, MailboxHead.Columns, cancellationToken).ConfigureAwait(false);
        if (!found.HasValue)
        {
            return null;
        }

        var head = MailboxHead.From(found.Value!).Head;
        var oldest = DepthOf(head) == 0
            ? null
            : await _reader.FindStoredAtAsync(userId, head.First, cancellationToken).ConfigureAwait(false);
        var newest = head.Next == 1
            ? null
            : await _reader.FindStoredAtAsync(userId, head.Next - 1, cancellationToken).ConfigureAwait(false);
        return new MailboxExplanation(userId, DepthOf(head), head.First - 1, oldest, newest);
    }

    /// <summary>The state of a grain as its storage provider wrote it; null where there is none.</summary>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grain">Which grain.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<ReadOnlyMemory<byte>?> FindStateAsync(string stateName, GrainId grain, CancellationToken cancellationToken)
    {
        var found = await _accounts.GrainState.GetEntityIfExistsAsync<TableEntity>(
            GrainStateKeys.Partition(_serviceId, grain), GrainStateKeys.Row(stateName), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!found.HasValue || GrainStateEntity.Read(found.Value!) is not { IsEmpty: false } state)
        {
            return null;
        }

        return state.ToMemory();
    }

    private static long DepthOf(MailboxHead head) => (long)(head.Next - head.First);

    private async Task<long> CountUsersAsync(CancellationToken cancellationToken)
    {
        var first = GrainStateKeys.Partition(_serviceId, GrainId.Parse(UserPrefix + new string('0', UserId.Length * 2)));
        var last = GrainStateKeys.Partition(_serviceId, GrainId.Parse(UserPrefix + new string('f', UserId.Length * 2)));
        var rows = _accounts.GrainState.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey le {last}"),
            TableLimits.PageRowsMax, ["PartitionKey"], cancellationToken);
        long users = 0;
        await foreach (var _ in rows.ConfigureAwait(false))
        {
            users++;
        }

        return users;
    }
}
