using Sdtp.EndToEnd.Tests.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Messages;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests;

/// <summary>What a relay sends to an OpenTelemetry collector.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_leaves_the_traces_and_metrics_of_the_operators_page_and_names_nobody()
    {
        await using var collector = new OtlpListener();
        using var alice = new WirePerson("alice-traced");
        using var bob = new WirePerson("bob-traced");
        await using var relay = await RelayProcess.StartAsync(_folder.File("data"), _token, environment: collector.Environment);
        await (await bob.RegisterAsync(relay.Address, _token)).DisposeAsync();
        await using var sender = await alice.RegisterAsync(relay.Address, _token);
        await sender.RequestAsync<SendRequest, SendReply>(
            new SendRequest(1, WirePerson.Envelope(bob.UserId, MessageId.New(), "never in a trace")), _token);

        var traces = await collector.WaitForAsync("/v1/traces", _token, "sdtp.gateway.append", "sdtp.storage.commit");

        await collector.WaitForAsync("/v1/metrics", _token, "sdtp.gateway.stores");
        Assert.DoesNotContain("never in a trace", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("alice-traced", traces, StringComparison.Ordinal);
        Assert.DoesNotContain(bob.UserId.ToString(), traces, StringComparison.Ordinal);
    }
}
