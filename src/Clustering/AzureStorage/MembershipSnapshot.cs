using System.Globalization;
using Azure.Data.Tables;

namespace Sdtp.Clustering.AzureStorage;

/// <summary>What the rows of a cluster say.</summary>
internal static class MembershipSnapshot
{
    /// <summary>
    /// Whether rows that came in several pages belong together. Silos of older Orleans versions move the version row only: then there is no
    /// telling, and the rows count.
    /// </summary>
    internal static bool IsWhole(List<TableEntity> rows)
    {
        var before = VersionAt(rows, 0, SiloRow.Start);
        var after = VersionAt(rows, rows.Count - 1, SiloRow.End);
        if (before == after)
        {
            return true;
        }

        var version = rows.Where(row => row.RowKey == SiloRow.Version).Select(SiloRow.VersionOf).FirstOrDefault();
        return Number(before) is { } start && Number(after) is { } end && Number(version) is { } table && table > start && table > end;
    }

    /// <summary>The members and the version. A row that cannot be read is left out: it must not keep the cluster from all others.</summary>
    internal static MembershipTableData Read(List<TableEntity> rows, Action<FormatException> report)
    {
        TableVersion? version = null;
        var members = new List<Tuple<MembershipEntry, string>>(rows.Count);
        foreach (var row in rows)
        {
            if (row.RowKey == SiloRow.Version)
            {
                version = new TableVersion(Number(SiloRow.VersionOf(row)) ?? throw Missing(), row.ETag.ToString());
            }
            else if (!SiloRow.IsOfTable(row.RowKey))
            {
                try
                {
                    members.Add(Tuple.Create(SiloRow.ToEntry(row), row.ETag.ToString()));
                }
                catch (FormatException malformed)
                {
                    report(malformed);
                }
            }
        }

        return new MembershipTableData(members, version ?? throw Missing());
    }

    private static string? VersionAt(List<TableEntity> rows, int index, string rowKey) =>
        rows.Count != 0 && rows[index].RowKey == rowKey ? SiloRow.VersionOf(rows[index]) : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static KeyNotFoundException Missing() => new("The membership table has no version row for this cluster.");
}
