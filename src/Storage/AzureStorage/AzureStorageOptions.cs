namespace Sdtp.Storage.AzureStorage;

/// <summary>Which storage accounts hold the relay's data, how its tables are called, and its limits.</summary>
public sealed class AzureStorageOptions
{
    /// <summary>
    /// The storage accounts, in an order that is never changed: mailboxes are spread over them by userID, grain state and all else is in
    /// the first. The same account may stand in several places. To grow, write every entry twice in a row, which leaves every mailbox where
    /// it is, and then move one of each pair. Between 1 and 4,096.
    /// </summary>
    public IList<AzureStorageAccount> Accounts { get; } = [];

    /// <summary>
    /// What the relay's own table names begin with, so that several relays can share an account. 1 to 40 letters and digits, a letter
    /// first.
    /// </summary>
    public string TableNamePrefix { get; set; } = "Sdtp";

    /// <summary>
    /// Table of grain state; the default is that of Microsoft.Orleans.Persistence.AzureStorage. 3 to 63 letters and digits, a letter first.
    /// </summary>
    public string GrainStateTable { get; set; } = "OrleansGrainState";

    /// <summary>
    /// Whether clearing a grain's state deletes its row. By default it leaves an empty one, as Microsoft.Orleans.Persistence.AzureStorage
    /// does.
    /// </summary>
    public bool DeleteGrainStateOnClear { get; set; }

    /// <summary>Transactions under way at the same time, over all mailboxes. Between 1 and 4,096.</summary>
    public int TransactionsMax { get; set; } = 256;

    /// <summary>Reads of mailboxes under way at the same time. Between 1 and 4,096.</summary>
    public int ReadsMax { get; set; } = 256;

    /// <summary>Rows waiting to be committed from which on the log says that it is busy. At least 100.</summary>
    public int QueueRowsMax { get; set; } = 65_536;

    /// <summary>Envelope bytes waiting to be committed from which on the log says that it is busy. At least 4 MiB.</summary>
    public long QueueBytesMax { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// How many times the queue's two limits may wait before a write is refused outright, and its lease with it. Between 2 and 64.
    /// </summary>
    public int QueueOverloadFactor { get; set; } = 4;

    /// <summary>How often a transaction is tried whose outcome is unknown or that the account was too busy for. Between 1 and 16.</summary>
    public int CommitAttemptsMax { get; set; } = 4;

    /// <summary>How long one try may take. Between 1 s and 5 min.</summary>
    public TimeSpan CommitAttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Wait before the second try; four times as long before each further one, and up to half as long again by chance. Up to 10 s.
    /// </summary>
    public TimeSpan CommitRetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Mailboxes looked at in one search for overdue ones. Between 1 and 65,536.</summary>
    public int OverdueLooksMax { get; set; } = 2_048;

    /// <summary>Mailboxes looked at side by side in that search. Between 1 and 64.</summary>
    public int OverdueParallelism { get; set; } = 8;

    /// <summary>
    /// How long after a day has ended nothing can be stored any more with a time of that day: more than the clocks of two silos ever
    /// differ. Between 1 min and 1 day.
    /// </summary>
    public TimeSpan OverdueSettleTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Who this process is, in place of DefaultAzureCredential: for tests, which are nobody to Azure.</summary>
    internal Azure.Core.TokenCredential? Credential { get; set; }

    /// <summary>Changes how tables are reached: for tests that put something in between.</summary>
    internal Action<Azure.Data.Tables.TableClientOptions>? ConfigureClients { get; set; }
}

/// <summary>One storage account: by its connection string, or by its table endpoint and whatever identity this process has.</summary>
public sealed class AzureStorageAccount
{
    /// <summary>
    /// A connection string; a secret, so from configuration and never from the command line. Excludes <see cref="TableEndpoint"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Such as <c>https://account.table.core.windows.net</c>, used with DefaultAzureCredential. Excludes <see cref="ConnectionString"/>.
    /// </summary>
    public Uri? TableEndpoint { get; set; }
}
