using Azure;
using Azure.Data.Tables.Models;
using Sdtp.Admin.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage;
using Sdtp.Storage.Inspection;

namespace Sdtp.Admin.Stores;

/// <summary>The storage accounts of a cluster, of which no silo need be running.</summary>
internal sealed class AzureRelayStore : IRelayStore
{
    private readonly AzureInspection _inspection;
    private readonly GrainStates _states = new();
    private readonly string _serviceId;

    internal AzureRelayStore(AdminOptions options)
    {
        var storage = new AzureStorageOptions { TableNamePrefix = options.TableNamePrefix };
        var accounts = options.StorageConnectionStrings.Select(text => new AzureStorageAccount { ConnectionString = text })
            .Concat(options.StorageEndpoints.Select(endpoint => new AzureStorageAccount { TableEndpoint = endpoint }));
        foreach (var account in accounts)
        {
            storage.Accounts.Add(account);
        }

        _serviceId = options.ServiceId;
        _inspection = new AzureInspection(storage, _serviceId, TimeProvider.System);
    }

    public Task<StoreStatistics> CountAsync(CancellationToken cancellationToken) => AskAsync(_inspection.CountAsync, cancellationToken);

    public Task<MailboxExplanation?> ExplainAsync(UserId userId, CancellationToken cancellationToken) =>
        AskAsync(token => _inspection.ExplainAsync(userId, token), cancellationToken);

    public Task<StoredUser?> FindUserAsync(UserId userId, CancellationToken cancellationToken) =>
        FindAsync<StoredUser>(GrainStates.Of(userId), cancellationToken);

    public async Task<UserId?> FindHolderAsync(Username username, CancellationToken cancellationToken) =>
        await FindAsync<StoredClaim>(GrainStates.Of(username), cancellationToken) is { Holder: { Length: UserId.Length } holder }
            ? new UserId(holder)
            : null;

    public void Dispose() => _states.Dispose();

    private async Task<T?> FindAsync<T>(StateKey key, CancellationToken cancellationToken)
        where T : class =>
        _states.Read<T>(await AskAsync(token => _inspection.FindStateAsync(key.StateName, key.Grain, token), cancellationToken));

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        // A question may be long, so only whether the account answers at all is asked with a limit.
        try
        {
            await StorageFailures.ExplainAsync(_inspection.CheckAsync, cancellationToken);
            return await ask(cancellationToken);
        }
        catch (Exception e) when ((e as RequestFailedException ?? e.InnerException as RequestFailedException)?.ErrorCode
            == TableErrorCode.TableNotFound)
        {
            throw new AdminException(
                $"The storage account has no tables of the service {_serviceId}: check --service-id; "
                + "a silo makes them at its first start.",
                e);
        }
        catch (RequestFailedException e)
        {
            throw new AdminException($"The storage account refuses ({e.Status} {e.ErrorCode}): try again, and look at its own status.", e);
        }
    }
}
