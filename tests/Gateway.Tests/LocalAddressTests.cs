using System.Net;
using Sdtp.Gateway.Hosting;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Tests;

/// <summary>What a person can copy from the relay's output into a client.</summary>
public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:5000", "sdtp://127.0.0.1:5000")]
    [InlineData("192.0.2.1:5001", "sdtp://192.0.2.1:5001")]
    [InlineData("0.0.0.0:5000", "sdtp://127.0.0.1:5000")]
    [InlineData("[::]:5000", "sdtp://[::1]:5000")]
    public void An_address_that_nobody_can_connect_to_is_not_given_out(string listening, string given)
    {
        Assert.Equal(given, LocalAddress.Of(new Listening(IPEndPoint.Parse(listening), KeyPin: null)));
    }

    [Fact]
    public void The_fingerprint_follows_the_address()
    {
        var pin = new Fingerprint(new byte[Fingerprint.Length]);

        Assert.Equal($"sdtp://127.0.0.1:7#{pin}", LocalAddress.Of(new Listening(new IPEndPoint(IPAddress.Loopback, 7), pin)));
    }

    private sealed record Listening(IPEndPoint EndPoint, Fingerprint? KeyPin) : IGatewayAddress;
}
