using Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Identity;
using Sdtp.Grains;
using Sdtp.Storage.AzureStorage;

namespace Sdtp.Silo.Hosting;

/// <summary>The storage accounts that the processes of a cluster share, and what the relay says of itself from them.</summary>
internal sealed class SharedStorage(
    AzureServerIdentity serverId, AzureRelayTable relay, IOptions<MailboxOptions> mailboxes, SiloOptions options, TimeProvider clock)
{
    // A wrong host name or a dropped packet would otherwise be retried for a minute before anybody hears of it.
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    private RelayIdentity? _identity;
    private TlsIdentity? _tls;

    internal static void Add(IServiceCollection services, SiloOptions options)
    {
        services.AddAzureStorage(storage => AddAccounts(storage, options));
        services.AddAzureMembership(clustering =>
        {
            clustering.ConnectionString = options.StorageConnectionStrings is [var text, ..] ? text : null;
            clustering.TableEndpoint = options.StorageEndpoints is [var endpoint, ..] ? endpoint : null;
        });
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
    /// <exception cref="SiloStartException">The storage account does not answer, or does not let this process in.</exception>
    internal async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectTime);
        try
        {
            var id = await serverId.GetOrCreateAsync(patience.Token).ConfigureAwait(false);
            _identity = new RelayIdentity(id, RelayLimits.Of(mailboxes.Value));
            await relay.PublishAsync(_identity, patience.Token).ConfigureAwait(false);
            if (options is { IsGatewayHosted: true, CertificatePath: null })
            {
                _tls = await relay.GetOrCreateTlsAsync(clock, patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SiloStartException(
                $"The storage account did not answer within {ConnectTime.TotalSeconds:0} s: {Advice}", inner: silence);
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            // The client's own text is a page of headers.
            var reason = refusal.Status == 0 ? "cannot be reached" : $"refuses ({refusal.Status} {refusal.ErrorCode})";
            throw new SiloStartException($"The storage account {reason}: {Advice}", inner: e);
        }
        catch (Azure.Identity.AuthenticationFailedException e)
        {
            throw new SiloStartException(
                "No Azure credential of this process was accepted: sign in, give it a managed identity, or use a connection string.",
                inner: e);
        }
    }

    private const string Advice = "check SDTP_STORAGE_CONNECTION_STRING or --storage-endpoint, and that it can be reached from here.";

    private static InvalidOperationException TooEarly() => new("The storage account is asked before the host starts.");

    private static RequestFailedException? Refusal(Exception e) => e switch
    {
        RequestFailedException failed => failed,
        AggregateException several => several.InnerExceptions.OfType<RequestFailedException>().LastOrDefault(),
        _ => null,
    };

    private static void AddAccounts(AzureStorageOptions storage, SiloOptions options)
    {
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
