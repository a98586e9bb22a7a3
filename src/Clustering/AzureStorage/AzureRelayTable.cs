using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Sdtp.Clustering.Identity;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>
/// What all gateways of a relay have in common, kept in the storage account: the identity and limits that silos write there, and the TLS
/// certificate that the first gateway makes. Whoever can read this table can pose as the relay.
/// </summary>
public sealed class AzureRelayTable
{
    private const string Partition = "relay";
    private const string IdentityRow = "identity";
    private const string TlsRow = "tls";
    private const string ServerIdName = "ServerId";
    private const string PemName = "Pem";
    private const string LimitPrefix = "Limit";

    private readonly TableClient _table;

    /// <summary>Nothing is asked of the account yet.</summary>
    /// <param name="options">The account.</param>
    public AzureRelayTable(IOptions<AzureClusteringOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _table = SiloTable.Connect(options.Value, options.Value.RelayTableName);
    }

    /// <summary>Writes what gateways say in HELLO; a silo does it at its start, and the latest start wins.</summary>
    /// <param name="identity">ServerID and limits.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task PublishAsync(RelayIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var entity = new TableEntity(Partition, IdentityRow) { [ServerIdName] = identity.ServerId.ToArray() };
        foreach (var (limit, value) in identity.Limits)
        {
            entity[LimitPrefix + ((int)limit).ToString(CultureInfo.InvariantCulture)] = (long)Math.Min(value, long.MaxValue);
        }

        await _table.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await _table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the silos have written, or null before the first silo of this relay has ever started.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="InvalidDataException">The row is damaged.</exception>
    public async Task<RelayIdentity?> FindAsync(CancellationToken cancellationToken)
    {
        await _table.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        if (await FindRowAsync(IdentityRow, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var serverId = row.GetBinary(ServerIdName) is { Length: ServerId.Length } bytes
            ? new ServerId(bytes)
            : throw new InvalidDataException($"The row {Partition}/{IdentityRow} of table {_table.Name} holds no serverID.");
        var limits = new Dictionary<RelayLimit, ulong>();
        foreach (var (name, value) in row)
        {
            if (name.StartsWith(LimitPrefix, StringComparison.Ordinal) && value is long number
                && int.TryParse(name[LimitPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            {
                limits[(RelayLimit)limit] = (ulong)number;
            }
        }

        return new RelayIdentity(serverId, limits);
    }

    /// <summary>The certificate that all gateways show; of several gateways that start together, one makes it.</summary>
    /// <param name="clock">Gives the day from which a new certificate is valid.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="TlsIdentityException">The row is damaged; it is left as it is.</exception>
    public async Task<TlsIdentity> GetOrCreateTlsAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        await _table.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (await FindRowAsync(TlsRow, cancellationToken).ConfigureAwait(false) is { } row)
            {
                return TlsIdentity.FromPem(row.GetString(PemName) ?? "", $"row {Partition}/{TlsRow} of table {_table.Name}");
            }

            try
            {
                var made = new TableEntity(Partition, TlsRow) { [PemName] = TlsIdentityFile.CreatePem(clock) };
                await _table.AddEntityAsync(made, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException other) when (other.Status == 409)
            {
                // Another gateway made it in between: that one counts.
            }
        }
    }

    private async Task<TableEntity?> FindRowAsync(string row, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, row, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }
}
