using System.Net;
using System.Net.Sockets;
using Sdtp.Silo.Tests.Support;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;

namespace Sdtp.Silo.Tests;

/// <summary>What an operator sees of the real relay program from outside.</summary>
public sealed class OperatingTests : IDisposable
{
    private const int AskedMax = 60;
    private static readonly HttpClient Http = new();
    private readonly TestFolder _folder = new();
    private readonly int _port = FreePort.Find();

    private string Health => $"127.0.0.1:{_port}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_relay_that_listens_is_live_and_ready_and_says_what_it_looked_at()
    {
        await using var silo = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, "live\n"), await GetAsync("/health/live"));
        var (status, text) = await GetAsync("/health/ready");
        for (var asked = 1; status != HttpStatusCode.OK && asked < AskedMax; asked++)
        {
            // A part that takes long to answer on a busy machine counts as not ready.
            (status, text) = await GetAsync("/health/ready");
        }

        Assert.Equal(HttpStatusCode.OK, status);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("ready", lines[0]);
        Assert.Equal(["cluster: ok", "gateway: ok", "storage: ok"], lines.Skip(1).Order());
    }

    [Fact]
    public async Task Metrics_are_shown_only_when_asked_for()
    {
        await using var silo = await StartAsync();

        var (status, _) = await GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Metrics_count_connections_and_name_the_silos_of_the_cluster()
    {
        await using var silo = await StartAsync("--metrics");

        var (status, text) = await GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("sdtp_silo_members{", text, StringComparison.Ordinal);
        Assert.Contains("status=\"Active\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_without_an_address_are_refused_in_one_line()
    {
        var exit = await SiloProcess.RunAsync(_folder.Path, null, "--listen", "127.0.0.1:0", "--metrics");

        Assert.Equal(2, exit.Code);
        Assert.Equal("sdtp-silo: --metrics needs an address to be shown at: add --health ADDRESS:PORT.", exit.Error.Trim());
    }

    [Fact]
    public async Task A_health_address_in_use_is_told_in_one_line_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _port);
        taken.Start();

        var exit = await SiloProcess.RunAsync(_folder.Path, null, "--listen", "127.0.0.1:0", "--health", Health);

        Assert.Equal(1, exit.Code);
        Assert.StartsWith($"sdtp-silo: {Health} cannot be listened on for health:", exit.Error, StringComparison.Ordinal);
        Assert.Single(exit.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Json_logs_are_one_object_a_line()
    {
        await using var silo = await SiloProcess.StartAsync(
            _folder.Path, null, "--listen", "127.0.0.1:0", "--plaintext", "--log-format", "json");

        var exit = await silo.TerminateAsync();

        using var line = System.Text.Json.JsonDocument.Parse(Assert.Single(exit.Error.Trim().Split('\n')));
        Assert.StartsWith("Listening on plain TCP", line.RootElement.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    private Task<SiloProcess> StartAsync(params string[] arguments) =>
        SiloProcess.StartAsync(_folder.Path, null, ["--listen", "127.0.0.1:0", "--health", Health, .. arguments]);

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri($"http://{Health}{path}"), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
