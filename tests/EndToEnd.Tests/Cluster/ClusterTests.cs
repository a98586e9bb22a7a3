using Sdtp.Client;
using Sdtp.Protocol.Identifiers;
using Sdtp.TestKit;
using Sdtp.TestKit.Processes;
using Xunit;

namespace Sdtp.EndToEnd.Tests.Cluster;

/// <summary>Several silos and gateways as processes: what is acknowledged outlives any of them.</summary>
public sealed class ClusterTests(Azurite azurite) : IDisposable
{
    private const int MessagesEach = 10;
    private static readonly string[] Recipients = ["Bob", "Carol", "Dave", "Erin", "Frank", "Grace"];

    private readonly TestFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_silo_costs_no_acknowledged_message_and_no_order()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var first = await cluster.StartSiloAsync(_token);
        await cluster.StartSiloAsync(_token);
        var address = await cluster.StartGatewayAsync(_token);
        foreach (var name in Recipients)
        {
            using var profile = NewProfile(name, address);
            await using var messenger = await Messenger.ConnectAsync(profile, cancellationToken: _token);
        }

        using (var alice = NewProfile("Alice", address))
        {
            await using var messenger = await Messenger.ConnectAsync(alice, cancellationToken: _token);
            await SendAsync(messenger, 0);
            await first.KillAsync();
            await SendAsync(messenger, MessagesEach);
        }

        var other = await cluster.StartGatewayAsync(_token);
        foreach (var name in Recipients)
        {
            using var profile = Profile.Open(_folder.File(name), Username.Parse(name), passphrase: null).Profile!;
            profile.MoveTo(RelayAddress.Parse(other));
            await using var messenger = await Messenger.ConnectAsync(profile, cancellationToken: _token);

            var received = await messenger.FetchAsync(_token);

            Assert.Equal(Enumerable.Range(0, 2 * MessagesEach).Select(i => $"{name} {i}"), received.Select(TextOf));
        }
    }

    [Fact]
    public async Task Gateways_started_together_are_one_relay_to_a_client()
    {
        await using var cluster = new ClusterProcesses(azurite);
        var starting = Enumerable.Range(0, 2).Select(_ => cluster.StartGatewayAsync(_token)).ToList();
        await cluster.StartSiloAsync(_token);

        var addresses = await Task.WhenAll(starting);

        Assert.Single(addresses.Select(address => address.Split('#')[1]).Distinct());
        Assert.Distinct(addresses);
    }

    [Fact]
    public async Task A_gateway_that_is_told_to_stop_leaves_with_exit_code_zero()
    {
        await using var cluster = new ClusterProcesses(azurite);
        await cluster.StartSiloAsync(_token);
        var address = await cluster.StartGatewayAsync(_token);
        using var profile = NewProfile("Heidi", address);
        await using var messenger = await Messenger.ConnectAsync(profile, cancellationToken: _token);

        var exitCode = await cluster.Gateways[0].InterruptAsync(_token);

        Assert.Equal(0, exitCode);
    }

    private static string? TextOf(ReceivedMessage message) => (message.Content as TextContent)?.Text;

    private static async Task SendAsync(Messenger messenger, int firstNumber)
    {
        var sends = from i in Enumerable.Range(firstNumber, MessagesEach)
                    from name in Recipients
                    select messenger.SendAsync(Username.Parse(name), $"{name} {i}", TestContext.Current.CancellationToken);
        await Task.WhenAll(sends);
    }

    private Profile NewProfile(string name, string address) =>
        Profile.Create(_folder.File(name), Username.Parse(name), passphrase: null, RelayAddress.Parse(address)).Profile!;
}
