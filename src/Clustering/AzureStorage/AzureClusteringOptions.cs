namespace Sdtp.Clustering.AzureStorage;

/// <summary>Where the silos of a cluster find each other, and gateways the silos.</summary>
public sealed class AzureClusteringOptions
{
    /// <summary>
    /// A connection string of a storage account; a secret, so from configuration and never from the command line. Excludes <see
    /// cref="TableEndpoint"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Such as <c>https://account.table.core.windows.net</c>, used with DefaultAzureCredential. Excludes <see cref="ConnectionString"/>.
    /// </summary>
    public Uri? TableEndpoint { get; set; }

    /// <summary>
    /// The membership table; the default is that of Microsoft.Orleans.Clustering.AzureStorage. 3 to 63 letters and digits, a letter first.
    /// </summary>
    public string TableName { get; set; } = "OrleansSiloInstances";

    /// <summary>
    /// The table of <see cref="AzureRelayTable"/>; relays that share an account have one each. 3 to 63 letters and digits, a letter first.
    /// </summary>
    public string RelayTableName { get; set; } = "SdtpRelay";

    /// <summary>Who this process is, in place of DefaultAzureCredential: for tests, which are nobody to Azure.</summary>
    internal Azure.Core.TokenCredential? Credential { get; set; }

    /// <summary>Changes how the tables are reached: for tests that put something in between.</summary>
    internal Action<Azure.Data.Tables.TableClientOptions>? ConfigureClients { get; set; }
}
