using Sdtp.Clustering.AzureStorage;
using Sdtp.Clustering.Identity;

namespace Sdtp.Gateway.Hosting;

/// <summary>What a gateway process reads from the storage account before it serves: who the relay is.</summary>
internal sealed class SharedRelay(AzureRelayTable table, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private RelayIdentity? _identity;
    private TlsIdentity? _tls;

    internal RelayIdentity Identity => _identity ?? throw TooEarly();

    internal TlsIdentity Tls => _tls ?? throw TooEarly();

    /// <summary>Waits for the first silo there ever was, if need be.</summary>
    /// <exception cref="Configuration.StartException">The storage account does not answer, or does not let this process in.</exception>
    internal async Task ReadAsync(bool wantsTls, CancellationToken cancellationToken)
    {
        await StorageFailures.ExplainAsync(FindAsync, cancellationToken).ConfigureAwait(false);
        while (_identity is null)
        {
            await Task.Delay(AskAgain, clock, cancellationToken).ConfigureAwait(false);
            await StorageFailures.ExplainAsync(FindAsync, cancellationToken).ConfigureAwait(false);
        }

        if (wantsTls)
        {
            await StorageFailures.ExplainAsync(FindTlsAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InvalidOperationException TooEarly() => new("The storage account is asked before the host starts.");

    private async Task FindAsync(CancellationToken cancellationToken) =>
        _identity = await table.FindAsync(cancellationToken).ConfigureAwait(false);

    private async Task FindTlsAsync(CancellationToken cancellationToken) =>
        _tls = await table.GetOrCreateTlsAsync(clock, cancellationToken).ConfigureAwait(false);
}
