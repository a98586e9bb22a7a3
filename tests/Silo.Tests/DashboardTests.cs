using System.Net;
using Sdtp.Silo.Tests.Support;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;

namespace Sdtp.Silo.Tests;

/// <summary>The Orleans dashboard of the real relay program; one relay serves all tests.</summary>
public sealed class DashboardTests(DashboardTests.Relay relay) : IClassFixture<DashboardTests.Relay>, IDisposable
{
    private const int AskedMax = 600;
    private static readonly HttpClient Http = new();
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_the_flag_it_shows_this_silo()
    {
        var page = await GetAsync("/");
        var counters = await CountersWithAsync("roleName");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("<title>Orleans Dashboard</title>", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, counters.Status);
        Assert.Contains("\"roleName\":\"sdtp-silo\"", counters.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_name_people_is_left_out()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/GrainState?grainId=1&grainType=user")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/grainstate/")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/Trace")).Status);
    }

    [Theory]
    [InlineData("elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:9", HttpStatusCode.OK)]
    public async Task A_page_of_another_site_cannot_ask_it_under_its_own_name(string host, HttpStatusCode status)
    {
        Assert.Equal(status, (await GetAsync("/version", host)).Status);
    }

    [Theory]
    [InlineData("0.0.0.0:8081")]
    [InlineData("192.0.2.1:8081")]
    [InlineData("[::]:8081")]
    public async Task Beyond_loopback_it_is_refused_in_one_line(string address)
    {
        var exit = await SiloProcess.RunAsync(_folder.Path, null, "--listen", "127.0.0.1:0", "--dashboard", address);

        Assert.Equal(2, exit.Code);
        Assert.StartsWith($"sdtp-silo: --dashboard {address} can be reached by other machines", exit.Error, StringComparison.Ordinal);
        Assert.Single(exit.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_one_line_that_names_the_option()
    {
        var exit = await SiloProcess.RunAsync(_folder.Path, null, "--listen", "127.0.0.1:0", "--dashboard", relay.Dashboard);

        Assert.Equal(1, exit.Code);
        Assert.StartsWith($"sdtp-silo: {relay.Dashboard} cannot be listened on for the dashboard:", exit.Error, StringComparison.Ordinal);
        Assert.EndsWith("Choose another address with --dashboard.", exit.Error.Trim(), StringComparison.Ordinal);
    }

    /// <summary>The dashboard gathers its numbers from time to time; it is asked again until they are there.</summary>
    private async Task<(HttpStatusCode Status, string Text)> CountersWithAsync(string text)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var asked = 1; ; asked++)
        {
            var counters = await GetAsync("/DashboardCounters");
            if (asked == AskedMax || counters.Text.Contains(text, StringComparison.Ordinal))
            {
                return counters;
            }

            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{relay.Dashboard}{path}"));
        request.Headers.Host = host;
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A relay with a dashboard.</summary>
    public sealed class Relay : IAsyncLifetime
    {
        private readonly TestFolder _folder = new();
        private SiloProcess? _silo;

        /// <summary>Where the dashboard listens.</summary>
        public string Dashboard { get; } = $"127.0.0.1:{FreePort.Find()}";

        public async ValueTask InitializeAsync() =>
            _silo = await SiloProcess.StartAsync(_folder.Path, null, "--listen", "127.0.0.1:0", "--dashboard", Dashboard);

        public async ValueTask DisposeAsync()
        {
            if (_silo is not null)
            {
                await _silo.DisposeAsync();
            }

            _folder.Dispose();
        }
    }
}
