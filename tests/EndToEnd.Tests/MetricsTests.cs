using System.Text.RegularExpressions;
using Sdtp.Client;
using Sdtp.Client.Wire;
using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>Alerts are written from docs/operations.md: its names must be those that Prometheus sees.</summary>
public sealed partial class MetricsTests : IDisposable
{
    private static readonly HttpClient Http = new();
    private readonly TestFolder _folder = new();
    private readonly string _health = $"127.0.0.1:{FreePort.Find()}";
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_little_traffic_the_metrics_of_a_relay_are_exactly_those_of_the_operators_page()
    {
        using var alice = new WirePerson("alice");
        using var bob = new WirePerson("bob");
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token, ["--health", _health, "--metrics"]);
        await using var receiver = await bob.RegisterAsync(relay.Address, _token);
        await using var sender = await alice.RegisterAsync(relay.Address, _token);
        await SendAsync(sender, bob.UserId);
        await WirePerson.FetchAllAsync(receiver, _token);
        await Assert.ThrowsAsync<RelayException>(() => SendAsync(sender, new UserId(new byte[UserId.Length])));

        var text = await Http.GetStringAsync(new Uri($"http://{_health}/metrics"), _token);

        var shown = TypeLine().Matches(text).ToDictionary(line => line.Groups["name"].Value, line => line.Groups["kind"].Value);
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "operations.md"), _token);
        var documented = TableRow().Matches(page).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["kind"].Value);
        Assert.NotEmpty(documented);
        Assert.Equal(documented.OrderBy(metric => metric.Key), shown.OrderBy(metric => metric.Key));
        Assert.Equal(1, Value(text, "sdtp_gateway_stores_total"));
        Assert.Equal(2, Value(text, "sdtp_gateway_connections"));
        Assert.Equal(1, Value(text, "sdtp_gateway_delivered_total"));
        Assert.Equal(0, Value(text, "sdtp_storage_commit_failures_total"));
    }

    private static Task<SendReply> SendAsync(RelayConnection connection, UserId to) =>
        connection.RequestAsync<SendRequest, SendReply>(
            new SendRequest(1, WirePerson.Envelope(to, MessageId.New(), "counted")), TestContext.Current.CancellationToken);

    private static double Value(string text, string metric) => double.Parse(
        Regex.Match(text, $@"^{metric}(?:\{{[^}}]*\}})? (?<value>\S+)", RegexOptions.Multiline).Groups["value"].Value,
        System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^# TYPE (?<name>sdtp_\w+) (?<kind>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\| `(?<name>sdtp_\w+)` \| (?<kind>\w+)", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
