using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.Gateway.Configuration;
using Sdtp.Gateway.Hosting;
using Sdtp.Gateway.Tests.Support;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;
using Sdtp.TestKit.Processes;

namespace Sdtp.Gateway.Tests.Cluster;

/// <summary>A gateway in this process, with silos as processes that can be killed.</summary>
public sealed class KilledSiloTests(Azurite azurite)
{
    private static readonly HttpClient Http = new();

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscriber_whose_silo_was_killed_gets_its_pushes_without_waiting_for_the_timer()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var first = await cluster.StartSiloAsync(_token);

        // So long that only what the gateway hears of the cluster can bring the subscription back.
        using var gateway = await StartGatewayAsync(cluster, options => options.LeaseRenewal = TimeSpan.FromHours(1));
        var endPoint = gateway.Services.GetRequiredService<IGatewayAddress>().EndPoint;
        using var bob = new TestPerson();
        await using var receiver = await RawClient.RegisterAsync(endPoint, bob);
        (await receiver.AskAsync(new SubscribeRequest(0, 10))).As<SubscribeReply>();
        await SendAsync(receiver, bob.Envelope());
        Assert.Equal(1UL, (await receiver.NextPushAsync()).As<Deliver>().Page.Messages.Single().Sequence);
        await cluster.StartSiloAsync(_token);

        await first.KillAsync();
        await SendAsync(receiver, bob.Envelope());

        Assert.Equal(2UL, (await receiver.NextPushAsync()).As<Deliver>().Page.Messages[^1].Sequence);
        await gateway.StopAsync(_token);
    }

    [Fact]
    public async Task Without_a_silo_a_gateway_says_so_to_probes_and_to_clients_and_goes_on_when_there_is_one()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var silo = await cluster.StartSiloAsync(_token);
        var health = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        using var gateway = await StartGatewayAsync(cluster, _ => { }, health);
        using var alice = new TestPerson();
        await using var client = await RawClient.RegisterAsync(
            gateway.Services.GetRequiredService<IGatewayAddress>().EndPoint, alice);
        Assert.StartsWith("ready\n", await ReadinessAsync(health, HttpStatusCode.OK), StringComparison.Ordinal);

        await silo.KillAsync();

        Assert.Equal(ErrorCode.TryAgain, await client.AskForErrorAsync(LookupRequest.For(alice.UserId)));
        var fault = await ReadinessAsync(health, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("cluster: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster: ok", fault, StringComparison.Ordinal);
        await cluster.StartSiloAsync(_token);
        await SendAsync(client, alice.Envelope());
        await ReadinessAsync(health, HttpStatusCode.OK);
        await gateway.StopAsync(_token);
    }

    private async Task<IHost> StartGatewayAsync(ClusterProcesses cluster, Action<GatewayOptions> configure, IPEndPoint? health = null)
    {
        var environment = cluster.Environment;
        var options = new GatewayHostOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            ClusterId = environment["SDTP_CLUSTER_ID"],
            ServiceId = environment["SDTP_SERVICE_ID"],
            Gateway = configure,
            Health = health,
            StorageConnectionStrings = [environment["SDTP_STORAGE_CONNECTION_STRING"]],
        };
        var host = GatewayHost.Create(options, waits: () => { });
        Assert.True(await GatewayHost.TryStartAsync(host, options, _token));
        return host;
    }

    /// <summary>Sends as a client does: the same bytes in a new run after each refusal that may pass.</summary>
    private static async Task SendAsync(RawClient client, byte[] envelope)
    {
        for (var run = 1u; ; run++)
        {
            var answer = await client.AskAsync(new SendRequest(run, envelope));
            if (answer.Type == FrameType.SendReply)
            {
                return;
            }

            Assert.Equal(ErrorCode.TryAgain, answer.Code);
        }
    }

    /// <summary>Asks until the answer has a status, and gives its text.</summary>
    private async Task<string> ReadinessAsync(IPEndPoint health, HttpStatusCode status)
    {
        while (true)
        {
            using var answer = await Http.GetAsync(new Uri($"http://{health}/health/ready"), _token);
            if (answer.StatusCode == status)
            {
                return await answer.Content.ReadAsStringAsync(_token);
            }
        }
    }
}
