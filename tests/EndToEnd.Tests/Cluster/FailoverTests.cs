using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.Cluster;

/// <summary>
/// A cluster under load whose parts are killed, stopped and started. What is asserted is that nothing acknowledged is missing, doubled or
/// out of order; how long senders waited is printed, because that is the machine's affair as well.
/// </summary>
public sealed class FailoverTests(Azurite azurite)
{
    private const int Silos = 3;
    private const int Between = 60;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_minus_nine_of_a_silo_and_then_of_a_gateway_costs_nothing_acknowledged()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var gateways = await StartAsync(cluster);
        await using var load = await ClusterLoad.StartAsync(gateways, _token);
        await load.AcknowledgeMoreAsync(Between, _token);

        await cluster.Silos[1].KillAsync();
        await load.AcknowledgeMoreAsync(Between, _token);
        await cluster.Gateways[0].KillAsync();
        await load.AcknowledgeMoreAsync(Between, _token);

        TestContext.Current.TestOutputHelper?.WriteLine(await load.FinishAsync(_token));
    }

    [Fact]
    public async Task Rolling_every_silo_and_draining_a_gateway_costs_nothing_acknowledged()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var gateways = await StartAsync(cluster);
        await using var load = await ClusterLoad.StartAsync(gateways, _token);
        await load.AcknowledgeMoreAsync(Between, _token);

        foreach (var silo in cluster.Silos.ToList())
        {
            Assert.Equal(0, await silo.TerminateAsync(_token));
            await cluster.StartSiloAsync(_token);
            await load.AcknowledgeMoreAsync(Between, _token);
        }

        Assert.Equal(0, await cluster.Gateways[0].TerminateAsync(_token));
        await load.AcknowledgeMoreAsync(Between, _token);

        TestContext.Current.TestOutputHelper?.WriteLine(await load.FinishAsync(_token));
    }

    private async Task<string[]> StartAsync(ClusterProcesses cluster)
    {
        // The first makes the tables; the others then start together, and the gateways with them.
        await cluster.StartSiloAsync(_token);
        var silos = Enumerable.Range(1, Silos - 1).Select(_ => cluster.StartSiloAsync(_token)).ToList();
        var gateways = await Task.WhenAll(cluster.StartGatewayAsync(_token), cluster.StartGatewayAsync(_token));
        await Task.WhenAll(silos);
        return gateways;
    }
}
