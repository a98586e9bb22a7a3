using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Sdtp.Clustering.Tls;

/// <summary>Switches on mutual TLS for every connection of the cluster.</summary>
public static class ClusterTlsExtensions
{
    /// <summary>Silos may connect to the silo port, silos and gateways to the gateway port; it connects to silos only.</summary>
    /// <param name="silo">A silo's builder.</param>
    /// <param name="tls">Loaded as <see cref="ClusterRole.Silo"/>; disposed by the caller after the silo.</param>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, ClusterTls tls)
    {
        Demand(tls, ClusterRole.Silo);
        Watch(silo.Services, tls);
        return silo.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(connection => connection.UseServerTls(
                Create(connection, tls, "connecting to the silo port", ClusterRole.Silo)));
            options.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(
                Create(connection, tls, "connecting to the gateway port", ClusterRole.Gateway, ClusterRole.Silo)));
            options.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(
                Create(connection, tls, "connected to as a silo", ClusterRole.Silo)));
        });
    }

    /// <summary>Connections to silos show this gateway's certificate and demand a silo at the other end.</summary>
    /// <param name="client">The builder of an Orleans client, such as a gateway process.</param>
    /// <param name="tls">
    /// Loaded as <see cref="ClusterRole.Gateway"/>, or on a silo's machine as its own; disposed by the caller after the client.
    /// </param>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, ClusterTls tls)
    {
        Demand(tls, ClusterRole.Gateway);
        Watch(client.Services, tls);
        return client.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(connection => connection.UseClientTls(
            Create(connection, tls, "connected to as a silo", ClusterRole.Silo))));
    }

    private static TlsOptions Create(
        IConnectionBuilder connection, ClusterTls tls, string place, params ClusterRole[] allowed) =>
        new ConnectionTls(tls, place, allowed, connection.ApplicationServices.GetRequiredService<ILogger<ConnectionTls>>()).CreateOptions();

    private static void Watch(IServiceCollection services, ClusterTls tls) =>
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ClusterCertificateWatch>(provider, tls));

    private static void Demand(ClusterTls tls, ClusterRole role)
    {
        ArgumentNullException.ThrowIfNull(tls);

        // A silo may do all that a gateway may, and on its machine an operator's program has no other certificate.
        if (tls.Role != role && (tls.Role, role) != (ClusterRole.Silo, ClusterRole.Gateway))
        {
            throw new ArgumentException($"The certificate is of a {tls.Role}, and a {role} is being built.", nameof(tls));
        }
    }
}
