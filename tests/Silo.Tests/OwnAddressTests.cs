using System.Net;
using Sdtp.Gateway.Configuration;
using Sdtp.Silo.Configuration;

namespace Sdtp.Silo.Tests;

/// <summary><c>--silo-address auto</c>: the address of a container, which is not known before it starts.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("172.18.0.5", "127.0.0.1", "172.18.0.5")]
    [InlineData("172.18.0.5", "127.0.0.1", "::1", "172.18.0.5", "fd00::5", "fe80::1")]
    [InlineData("172.18.0.5", "169.254.7.7", "172.18.0.5")]
    [InlineData("fd00::5", "127.0.0.1", "fd00::5", "fe80::1")]
    public void The_only_address_that_others_can_reach_is_taken(string chosen, params string[] addresses)
    {
        Assert.Equal(IPAddress.Parse(chosen), OwnAddress.Choose(addresses.Select(IPAddress.Parse)));
    }

    [Fact]
    public void Of_several_addresses_none_is_guessed_and_all_are_named()
    {
        var refused = Assert.Throws<StartException>(() => OwnAddress.Choose([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.1.1")]));

        Assert.True(refused.IsBadOption);
        Assert.Contains("10.0.0.1, 10.0.1.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_a_network_is_told_so()
    {
        var refused = Assert.Throws<StartException>(() => OwnAddress.Choose([IPAddress.Loopback, IPAddress.IPv6Loopback]));

        Assert.Contains("no address beside loopback", refused.Message, StringComparison.Ordinal);
    }
}
