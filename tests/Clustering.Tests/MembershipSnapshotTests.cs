using Azure.Data.Tables;
using Sdtp.Clustering.AzureStorage;
using Xunit;

namespace Sdtp.Clustering.Tests;

/// <summary>When rows that came in several pages may be believed; these need no emulator.</summary>
public sealed class MembershipSnapshotTests
{
    [Theory]
    [InlineData(7, 7, 7, true)]
    [InlineData(7, 7, 8, false)]
    [InlineData(8, 7, 7, true)]
    [InlineData(6, 7, 8, false)]
    [InlineData(9, 7, 8, true)]
    public void Pages_belong_together_when_first_and_last_row_agree_or_only_an_older_silo_has_moved_the_version(
        int version, int start, int end, bool expected)
    {
        var rows = new List<TableEntity>
        {
            SiloRow.OfVersion("c", SiloRow.Start, start),
            SiloRow.From("c", Silos.New()),
            SiloRow.OfVersion("c", SiloRow.Version, version),
            SiloRow.OfVersion("c", SiloRow.End, end),
        };

        Assert.Equal(expected, MembershipSnapshot.IsWhole(rows));
    }

    [Fact]
    public void A_table_written_by_older_silos_only_is_believed() =>
        Assert.True(MembershipSnapshot.IsWhole([SiloRow.From("c", Silos.New()), SiloRow.OfVersion("c", SiloRow.Version, 3)]));

    [Fact]
    public void A_table_whose_last_row_is_missing_is_not_believed() =>
        Assert.False(MembershipSnapshot.IsWhole([SiloRow.OfVersion("c", SiloRow.Start, 3), SiloRow.OfVersion("c", SiloRow.Version, 3)]));
}
