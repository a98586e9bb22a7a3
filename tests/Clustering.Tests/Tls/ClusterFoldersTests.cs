using Microsoft.Extensions.Time.Testing;
using Sdtp.Clustering.Tls;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Clustering.Tests.Tls;

/// <summary>Certificates kept in a folder for each part, by a program that runs before every start.</summary>
public sealed class ClusterFoldersTests : IDisposable
{
    private const int Days = 365;
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_part_gets_what_it_needs_and_nothing_else()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);

        Assert.Equal(["ca.key", "ca.pem"], NamesIn("authority"));
        Assert.Equal(["ca.pem", "silo.key", "silo.pem"], NamesIn("silo"));
        Assert.Equal(["ca.pem", "gateway.key", "gateway.pem"], NamesIn("gateway"));
        using var silo = ClusterTls.Load(_folder.File("silo"), ClusterRole.Silo, _clock);
        using var gateway = ClusterTls.Load(_folder.File("gateway"), ClusterRole.Gateway, _clock);
    }

    [Fact]
    public void What_is_good_for_long_enough_stays()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        _clock.Advance(TimeSpan.FromDays(Days - 31));

        Assert.Empty(ClusterFolders.Provide(_folder.Path, Days, _clock));
    }

    [Fact]
    public void What_ends_within_a_month_is_renewed_under_the_same_authority()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        var authority = File.ReadAllText(Path.Combine(_folder.File("authority"), "ca.pem"));
        _clock.Advance(TimeSpan.FromDays(Days - 29));

        var written = ClusterFolders.Provide(_folder.Path, Days, _clock);

        Assert.Equal(6, written.Count);
        Assert.Equal(authority, File.ReadAllText(Path.Combine(_folder.File("authority"), "ca.pem")));
        using var silo = ClusterTls.Load(_folder.File("silo"), ClusterRole.Silo, _clock);
        Assert.Equal(Days, (silo.NotAfter - _clock.GetUtcNow()).TotalDays, tolerance: 1);
    }

    [Fact]
    public void Certificates_for_a_few_days_are_not_renewed_at_every_run()
    {
        ClusterFolders.Provide(_folder.Path, days: 4, _clock);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(ClusterFolders.Provide(_folder.Path, days: 4, _clock));
    }

    [Theory]
    [InlineData("silo", "silo.key")]
    [InlineData("gateway", "ca.pem")]
    public void A_part_that_is_missing_or_damaged_is_made_anew_and_the_others_stay(string part, string name)
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        File.WriteAllText(Path.Combine(_folder.File(part), name), "cut short");

        var written = ClusterFolders.Provide(_folder.Path, Days, _clock);

        Assert.All(written, path => Assert.StartsWith(_folder.File(part), path, StringComparison.Ordinal));
        Assert.Equal(3, written.Count);
        Assert.Empty(ClusterFolders.Provide(_folder.Path, Days, _clock));
    }

    [Fact]
    public void Certificates_of_another_authority_are_replaced()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        Directory.Delete(_folder.File("authority"), recursive: true);

        var written = ClusterFolders.Provide(_folder.Path, Days, _clock);

        Assert.Equal(8, written.Count);
        Assert.Empty(ClusterFolders.Provide(_folder.Path, Days, _clock));
    }

    [Fact]
    public void Half_an_authority_is_refused_and_no_other_is_made()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        File.Delete(Path.Combine(_folder.File("authority"), "ca.key"));

        var refused = Assert.Throws<ClusterTlsException>(() => ClusterFolders.Provide(_folder.Path, Days, _clock));

        Assert.Contains("ca.key does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_ends_is_told_and_issues_nothing_more()
    {
        ClusterFolders.Provide(_folder.Path, Days, _clock);
        _clock.Advance(TimeSpan.FromDays(3_650 - 20));

        var refused = Assert.Throws<ClusterTlsException>(() => ClusterFolders.Provide(_folder.Path, Days, _clock));

        Assert.Contains("The authority in", refused.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string?> NamesIn(string part) =>
        Directory.GetFiles(_folder.File(part)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
