using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>
/// A silo, or the version of the table, as a row in the layout of Microsoft.Orleans.Clustering.AzureStorage: partition = the cluster, row =
/// <c>address-port-generation</c>, every property text.
/// </summary>
internal static class SiloRow
{
    internal const string Version = "VersionRow";

    /// <summary>Sorts before and after every silo: a read of several pages is whole when both name the same version.</summary>
    internal const string Start = "!Start";
    internal const string End = "~End";

    private const string VersionName = "MembershipVersion";
    private const string ClusterName = "DeploymentId";
    private const string StatusName = "Status";
    private const string ProxyPortName = "ProxyPort";
    private const string AliveName = "IAmAliveTime";
    private const char ListSeparator = '|';

    internal static bool IsOfTable(string rowKey) => rowKey is Version or Start or End;

    internal static string Key(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    internal static TableEntity OfVersion(string cluster, string rowKey, int version)
    {
        var entity = new TableEntity(cluster, rowKey) { [ClusterName] = cluster, [VersionName] = Number(version) };
        if (rowKey != Version)
        {
            // Silos that do not know these rows must not take them for dead silos and delete them.
            entity[StatusName] = nameof(SiloStatus.Active);
        }

        return entity;
    }

    internal static string? VersionOf(TableEntity entity) => entity.GetString(VersionName);

    internal static bool IsActive(TableEntity entity) => entity.GetString(StatusName) == nameof(SiloStatus.Active);

    /// <summary>When the silo last said that it is alive; the row's own time where that cannot be read.</summary>
    internal static DateTimeOffset? LastAliveOf(TableEntity entity)
    {
        try
        {
            var alive = Time(entity.GetString(AliveName));
            return alive == default ? entity.Timestamp : new DateTimeOffset(DateTime.SpecifyKind(alive, DateTimeKind.Utc));
        }
        catch (FormatException)
        {
            return entity.Timestamp;
        }
    }

    internal static TableEntity From(string cluster, MembershipEntry silo)
    {
        var suspects = silo.SuspectTimes ?? [];
        var entity = new TableEntity(cluster, Key(silo.SiloAddress))
        {
            [ClusterName] = cluster,
            ["Address"] = silo.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Number(silo.SiloAddress.Endpoint.Port),
            ["Generation"] = Number(silo.SiloAddress.Generation),
            [StatusName] = silo.Status.ToString(),
            [ProxyPortName] = Number(silo.ProxyPort),
            ["UpdateZone"] = Number(silo.UpdateZone),
            ["FaultZone"] = Number(silo.FaultZone),
            ["SuspectingSilos"] = string.Join(ListSeparator, suspects.Select(suspect => suspect.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join(ListSeparator, suspects.Select(suspect => LogFormatter.PrintDate(suspect.Item2))),
            ["StartTime"] = LogFormatter.PrintDate(silo.StartTime),
            [AliveName] = LogFormatter.PrintDate(silo.IAmAliveTime),
        };
        AddText(entity, "HostName", silo.HostName);
        AddText(entity, "RoleName", silo.RoleName);

        // The older name of the column is written beside the newer one.
        AddText(entity, "SiloName", silo.SiloName);
        AddText(entity, "InstanceName", silo.SiloName);
        return entity;
    }

    /// <summary>The part of a silo's row that says that it is alive, to be merged.</summary>
    internal static TableEntity AliveFrom(string cluster, MembershipEntry silo) => new(cluster, Key(silo.SiloAddress))
    {
        [ClusterName] = cluster,
        [AliveName] = LogFormatter.PrintDate(silo.IAmAliveTime),
    };

    /// <exception cref="FormatException">The row is not of a silo.</exception>
    internal static MembershipEntry ToEntry(TableEntity entity) => new()
    {
        SiloAddress = AddressOf(entity, Number(entity, "Port")),
        Status = Enum.TryParse<SiloStatus>(entity.GetString(StatusName), out var status) ? status : throw Malformed(entity, StatusName),
        HostName = entity.GetString("HostName"),
        ProxyPort = Number(entity, ProxyPortName),
        RoleName = entity.GetString("RoleName"),
        SiloName = entity.GetString("SiloName") ?? entity.GetString("InstanceName"),
        UpdateZone = Number(entity, "UpdateZone"),
        FaultZone = Number(entity, "FaultZone"),
        StartTime = Time(entity.GetString("StartTime")),
        IAmAliveTime = Time(entity.GetString(AliveName)),
        SuspectTimes = SuspectsOf(entity),
    };

    /// <summary>Where clients reach the silo, as Orleans writes it; null for a silo that takes none.</summary>
    internal static Uri? GatewayOf(TableEntity entity) =>
        !IsOfTable(entity.RowKey) && Number(entity, ProxyPortName) is not 0 and var port ? AddressOf(entity, port).ToGatewayUri() : null;

    /// <summary>The filter of the silos that may take clients.</summary>
    internal static string GatewayFilter(string cluster) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {cluster} and Status eq {nameof(SiloStatus.Active)} and ProxyPort ne {"0"}");

    private static SiloAddress AddressOf(TableEntity entity, int port) =>
        IPAddress.TryParse(entity.GetString("Address"), out var address)
            ? SiloAddress.New(address, port, Number(entity, "Generation"))
            : throw Malformed(entity, "Address");

    private static List<Tuple<SiloAddress, DateTime>> SuspectsOf(TableEntity entity)
    {
        var silos = Split(entity.GetString("SuspectingSilos"));
        var times = Split(entity.GetString("SuspectingTimes"));
        return silos.Length == times.Length
            ? [.. silos.Zip(times, (silo, time) => Tuple.Create(SiloAddress.FromParsableString(silo), LogFormatter.ParseDate(time)))]
            : throw Malformed(entity, "SuspectingTimes");
    }

    private static string[] Split(string? list) => string.IsNullOrEmpty(list) ? [] : list.Split(ListSeparator);

    private static DateTime Time(string? text) => string.IsNullOrEmpty(text) ? default : LogFormatter.ParseDate(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(TableEntity entity, string name)
    {
        var text = entity.GetString(name);
        return string.IsNullOrEmpty(text) ? 0
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Malformed(entity, name);
    }

    private static void AddText(TableEntity entity, string name, string? text)
    {
        if (text is not null)
        {
            entity[name] = text;
        }
    }

    private static FormatException Malformed(TableEntity entity, string name) =>
        new($"Row {entity.RowKey} of the membership table has no valid {name}.");
}
