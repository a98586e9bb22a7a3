using System.Net;
using Sdtp.Gateway.Connections;
using Sdtp.Gateway.Limits;

namespace Sdtp.Gateway.Tests.Limits;

public sealed class AddressKeyTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void It_counts_one_ipv4_address_or_one_ipv6_network(string one, string other, bool same) =>
        Assert.Equal(same, Key(one) == Key(other));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("::1", true)]
    [InlineData("192.0.2.1", false)]
    public void It_knows_loopback(string address, bool isLoopback) => Assert.Equal(isLoopback, Key(address).IsLoopback);

    [Fact]
    public void The_gate_counts_by_address_and_forgets_who_leaves()
    {
        var gate = new ConnectionGate(new GatewayOptions { ConnectionsPerAddressMax = 1, ConnectionsMax = 2 });

        Assert.Equal(Admission.Admitted, gate.Enter(Key("192.0.2.1")));
        Assert.Equal(Admission.Refused, gate.Enter(Key("192.0.2.1")));
        Assert.Equal(Admission.Admitted, gate.Enter(Key("192.0.2.2")));
        Assert.Equal(Admission.Refused, gate.Enter(Key("192.0.2.3")));
        gate.Leave(Key("192.0.2.1"), Admission.Admitted);
        Assert.Equal(Admission.Admitted, gate.Enter(Key("192.0.2.1")));
    }

    [Fact]
    public void Only_a_few_refused_connections_at_a_time_are_told()
    {
        var gate = new ConnectionGate(new GatewayOptions { ConnectionsMax = 1 });
        gate.Enter(Key("192.0.2.1"));
        var answers = Enumerable.Range(0, 1_000).Select(_ => gate.Enter(Key("192.0.2.9"))).ToList();

        Assert.Equal(32, answers.Count(answer => answer == Admission.Refused));
        Assert.Equal(968, answers.Count(answer => answer == Admission.Dropped));
    }

    [Fact]
    public void Rates_per_address_do_not_hold_for_loopback_unless_asked_to()
    {
        using var lenient = new RateLimits(new GatewayOptions { LoginsPerMinute = 1 });
        using var strict = new RateLimits(new GatewayOptions { LoginsPerMinute = 1, LimitLoopback = true });

        Assert.True(lenient.TryLogin(Key("127.0.0.1"), out _));
        Assert.True(lenient.TryLogin(Key("127.0.0.1"), out _));
        Assert.True(lenient.TryLogin(Key("192.0.2.1"), out _));
        Assert.False(lenient.TryLogin(Key("192.0.2.1"), out var retryAfterMs));
        Assert.True(lenient.TryLogin(Key("192.0.2.2"), out _));
        Assert.True(strict.TryLogin(Key("127.0.0.1"), out _));
        Assert.False(strict.TryLogin(Key("127.0.0.1"), out _));
        Assert.InRange(retryAfterMs, 1u, 60_000u);
    }

    private static AddressKey Key(string address) => AddressKey.Of(new IPEndPoint(IPAddress.Parse(address), 1));
}
