using Azure;
using Azure.Data.Tables;
using Sdtp.Protocol.Identifiers;
using Sdtp.Storage.AzureStorage.Accounts;
using Sdtp.Storage.AzureStorage.Tables;

namespace Sdtp.Storage.AzureStorage;

/// <summary>The relay's serverID, made once with the store and shared by every gateway of it.</summary>
public sealed class AzureServerIdentity
{
    private const string Partition = "relay";
    private const string Row = "identity";
    private const string ServerIdName = "ServerId";

    private readonly StorageAccounts _accounts;

    internal AzureServerIdentity(StorageAccounts accounts) => _accounts = accounts;

    /// <summary>Reads the serverID, or makes it when there is none; of several gateways that start together, one makes it.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task<ServerId> GetOrCreateAsync(CancellationToken cancellationToken)
    {
        await _accounts.Meta.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var found = await _accounts.Meta.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (found.HasValue)
            {
                return found.Value!.GetBinary(ServerIdName) is { Length: ServerId.Length } bytes
                    ? new ServerId(bytes)
                    : throw new InvalidDataException(
                        $"The row {Partition}/{Row} of table {_accounts.Meta.Name} holds no serverID; restore it from a backup.");
            }

            try
            {
                var made = ServerId.New();
                await _accounts.Meta.AddEntityAsync(new TableEntity(Partition, Row) { [ServerIdName] = made.ToArray() }, cancellationToken)
                    .ConfigureAwait(false);
                return made;
            }
            catch (RequestFailedException other) when (TableFailures.IsConflict(other))
            {
                // Somebody else made it in between.
            }
        }
    }
}
