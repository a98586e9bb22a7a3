using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Identity;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Grains;
using Sdtp.Storage.AzureStorage;

namespace Sdtp.Silo.Hosting;

/// <summary>The storage accounts that the processes of a cluster share, and what the relay says of itself from them.</summary>
internal sealed class SharedStorage(
    AzureServerIdentity serverId, AzureRelayTable relay, IOptions<MailboxOptions> mailboxes, SiloOptions options, TimeProvider clock)
{
    private RelayIdentity? _identity;
    private TlsIdentity? _tls;

    internal static void Add(IServiceCollection services, SiloOptions options)
    {
        services.AddAzureStorage(storage => AddAccounts(storage, options));
        services.AddAzureMembership(clustering => ClusterTables.Configure(clustering, options));
        services.AddSingleton(options);
        services.AddSingleton<AzureRelayTable>();
        services.AddSingleton<SharedStorage>();
        services.AddSingleton(provider => provider.GetRequiredService<SharedStorage>()._identity ?? throw TooEarly());
        if (options.CertificatePath is null)
        {
            services.AddSingleton(provider => provider.GetRequiredService<SharedStorage>()._tls ?? throw TooEarly());
        }
    }

    /// <summary>Reads, or makes, what all processes of the cluster share.</summary>
    /// <exception cref="StartException">The storage account does not answer, or does not let this process in.</exception>
    internal async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await StorageFailures.ExplainAsync(AskAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var id = await serverId.GetOrCreateAsync(cancellationToken).ConfigureAwait(false);
        _identity = new RelayIdentity(id, RelayLimits.Of(mailboxes.Value));
        await relay.PublishAsync(_identity, cancellationToken).ConfigureAwait(false);
        if (options is { IsGatewayHosted: true, CertificatePath: null })
        {
            _tls = await relay.GetOrCreateTlsAsync(clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InvalidOperationException TooEarly() => new("The storage account is asked before the host starts.");

    private static void AddAccounts(AzureStorageOptions storage, SiloOptions options)
    {
        storage.TableNamePrefix = options.TableNamePrefix;
        foreach (var text in options.StorageConnectionStrings)
        {
            storage.Accounts.Add(new AzureStorageAccount { ConnectionString = text });
        }

        foreach (var endpoint in options.StorageEndpoints)
        {
            storage.Accounts.Add(new AzureStorageAccount { TableEndpoint = endpoint });
        }
    }
}
