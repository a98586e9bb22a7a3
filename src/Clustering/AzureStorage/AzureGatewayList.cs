using Orleans.Messaging;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>Where a gateway process finds the silos: the active ones of the membership table that take clients.</summary>
internal sealed class AzureGatewayList(SiloTable table, TimeSpan maxStaleness) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => maxStaleness;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => table.CreateAsync();

    public async Task<IList<Uri>> GetGateways()
    {
        var rows = await table.ReadGatewaysAsync().ConfigureAwait(false);
        return [.. rows.Select(SiloRow.GatewayOf).OfType<Uri>()];
    }
}
