using Sdtp.Clustering.AzureStorage;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Gateway.Hosting;

/// <summary>Where the parts of a cluster find each other.</summary>
public static class ClusterTables
{
    /// <summary>Names account and tables: those of the first account that the options have.</summary>
    /// <param name="clustering">What is set.</param>
    /// <param name="options">The options of a gateway or silo program.</param>
    public static void Configure(AzureClusteringOptions clustering, GatewayHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(clustering);
        ArgumentNullException.ThrowIfNull(options);
        clustering.ConnectionString = options.StorageConnectionStrings is [var text, ..] ? text : null;
        clustering.TableEndpoint = options.StorageEndpoints is [var endpoint, ..] ? endpoint : null;
        clustering.RelayTableName = options.TableNamePrefix + "Relay";
    }
}
