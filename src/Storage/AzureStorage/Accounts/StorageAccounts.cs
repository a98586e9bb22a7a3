using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Storage.AzureStorage.Accounts;

/// <summary>The clients of every account's tables.</summary>
internal sealed class StorageAccounts
{
    private readonly MailboxTables[] _mailboxes;

    internal StorageAccounts(AzureStorageOptions options)
    {
        var credential = new Lazy<TokenCredential>(() => options.Credential ?? new DefaultAzureCredential());
        _mailboxes = new MailboxTables[options.Accounts.Count];
        for (var i = 0; i < _mailboxes.Length; i++)
        {
            var service = Connect(options.Accounts[i], options, credential, ReadOptions(options));
            var once = Connect(options.Accounts[i], options, credential, WriteOptions(options));
            var mailboxes = options.TableNamePrefix + "Mailboxes";
            _mailboxes[i] = new MailboxTables(
                service.GetTableClient(mailboxes),
                once.GetTableClient(mailboxes),
                service.GetTableClient(options.TableNamePrefix + "Overdue"));
            if (i == 0)
            {
                First = service;
                GrainState = service.GetTableClient(options.GrainStateTable);
                Meta = service.GetTableClient(options.TableNamePrefix + "Meta");
            }
        }

        OverdueTables = [.. _mailboxes.Select(tables => tables.Overdue).DistinctBy(table => table.Uri)];
        MailboxTables = [.. _mailboxes.Select(tables => tables.Rows).DistinctBy(table => table.Uri)];
    }

    /// <summary>The overdue index of every account, each once.</summary>
    internal IReadOnlyList<TableClient> OverdueTables { get; }

    /// <summary>The mailboxes of every account, each table once.</summary>
    internal IReadOnlyList<TableClient> MailboxTables { get; }

    /// <summary>The account of all that is not a mailbox.</summary>
    internal TableServiceClient First { get; } = null!;

    /// <summary>State of grains.</summary>
    internal TableClient GrainState { get; } = null!;

    /// <summary>What belongs to the relay as a whole.</summary>
    internal TableClient Meta { get; } = null!;

    internal MailboxTables Of(UserId mailbox) => _mailboxes[AccountMap.IndexOf(mailbox, _mailboxes.Length)];

    /// <summary>Makes the tables that are not there.</summary>
    internal async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await GrainState.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Meta.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var tables in _mailboxes)
        {
            await tables.Rows.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
            await tables.Overdue.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TableServiceClient Connect(
        AzureStorageAccount account, AzureStorageOptions options, Lazy<TokenCredential> credential, TableClientOptions clientOptions)
    {
        options.ConfigureClients?.Invoke(clientOptions);
        return account.ConnectionString is { Length: > 0 } connectionString
            ? new TableServiceClient(connectionString, clientOptions)
            : new TableServiceClient(account.TableEndpoint, credential.Value, clientOptions);
    }

    private static TableClientOptions ReadOptions(AzureStorageOptions options)
    {
        var client = new TableClientOptions();
        client.Retry.MaxRetries = options.CommitAttemptsMax - 1;
        client.Retry.Delay = options.CommitRetryDelay;
        client.Retry.NetworkTimeout = options.CommitAttemptTimeout;
        return client;
    }

    // A transaction that is sent again after a lost answer meets its own ETag and looks fenced: only the committer, which can tell, may try
    // again.
    private static TableClientOptions WriteOptions(AzureStorageOptions options)
    {
        var client = ReadOptions(options);
        client.Retry.MaxRetries = 0;
        return client;
    }
}

/// <summary>Where the mailboxes of one account are.</summary>
/// <param name="Rows">Heads and messages; requests are tried again.</param>
/// <param name="Transactions">The same table; requests are tried once.</param>
/// <param name="Overdue">The index of the oldest messages.</param>
internal sealed record MailboxTables(TableClient Rows, TableClient Transactions, TableClient Overdue);
