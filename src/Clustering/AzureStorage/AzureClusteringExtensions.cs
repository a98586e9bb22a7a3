using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>Registers the membership table of a cluster on Azure Tables.</summary>
public static class AzureClusteringExtensions
{
    /// <summary>Lets a silo find the others of its cluster (ClusterOptions.ClusterId) in the table.</summary>
    /// <param name="services">A silo's services.</param>
    /// <param name="configure">Sets the options, or null when they are configured elsewhere.</param>
    public static IServiceCollection AddAzureMembership(
        this IServiceCollection services, Action<AzureClusteringOptions>? configure = null) =>
        services.AddTable(configure).AddSingleton<IMembershipTable>(provider => new AzureMembershipTable(
            provider.GetRequiredService<SiloTable>(), provider.GetRequiredService<ILogger<AzureMembershipTable>>()));

    /// <summary>Lets an Orleans client, such as a gateway process, find the silos of its cluster in the table.</summary>
    /// <param name="services">A client's services.</param>
    /// <param name="configure">Sets the options, or null when they are configured elsewhere.</param>
    public static IServiceCollection AddAzureGatewayList(
        this IServiceCollection services, Action<AzureClusteringOptions>? configure = null) =>
        services.AddTable(configure).AddSingleton<IGatewayListProvider>(provider => new AzureGatewayList(
            provider.GetRequiredService<SiloTable>(),
            provider.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod));

    private static IServiceCollection AddTable(this IServiceCollection services, Action<AzureClusteringOptions>? configure)
    {
        var options = services.AddOptions<AzureClusteringOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureClusteringOptions>, AzureClusteringOptionsValidator>());
        services.TryAddSingleton(provider => new SiloTable(
            provider.GetRequiredService<IOptions<AzureClusteringOptions>>().Value,
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId));
        return services;
    }
}
