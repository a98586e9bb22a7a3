using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sdtp.Gateway.Observability;

namespace Sdtp.Gateway.Hosting;

/// <summary>How a host takes a gateway in.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds the gateway. Call it after the silo or the cluster client has been added, so that it starts last and stops first. The host also
    /// registers a <see cref="Clustering.Identity.RelayIdentity"/> and, unless plain TCP is asked for, a
    /// <see cref="Clustering.Identity.TlsIdentity"/>; both are resolved at the start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; they are validated at the start.</param>
    public static IServiceCollection AddSdtpGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GatewayOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ClusterChanges>();
        services.AddSingleton<GatewayServer>();
        services.AddSingleton<IGatewayAddress>(provider => provider.GetRequiredService<GatewayServer>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GatewayServer>());
        services.AddSingleton<IReadinessCheck, GatewayReadiness>();
        return services;
    }
}
