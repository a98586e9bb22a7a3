namespace Sdtp.Client.Tests.Addresses;

public sealed class RelayAddressTests
{
    private const string Hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData("127.0.0.1:5000", "127.0.0.1", 5000)]
    [InlineData("127.0.0.1", "127.0.0.1", 5000)]
    [InlineData("relay.example:443", "relay.example", 443)]
    [InlineData("sdtp://relay.example", "relay.example", 5000)]
    [InlineData("SDTP://relay.example:6000/", "relay.example", 6000)]
    [InlineData("Relay.EXAMPLE:443", "relay.example", 443)]
    [InlineData("[::1]:7000", "::1", 7000)]
    [InlineData("[::1]", "::1", 5000)]
    [InlineData("::1", "::1", 5000)]
    [InlineData(" localhost ", "localhost", 5000)]
    public void An_address_may_leave_out_scheme_port_and_fingerprint(string text, string host, int port)
    {
        var address = RelayAddress.Parse(text);

        Assert.Equal((host, port), (address.Host, address.Port));
        Assert.Null(address.Pin);
    }

    [Theory]
    [InlineData("sdtp://127.0.0.1:5000#" + Hex)]
    [InlineData("127.0.0.1:5000#" + Hex)]
    [InlineData("sdtp://127.0.0.1:5000/#" + Hex)]
    public void A_fingerprint_after_the_hash_is_the_pin(string text)
    {
        var address = RelayAddress.Parse(text);

        Assert.Equal(Hex, address.Pin.ToString());
        Assert.Equal("sdtp://127.0.0.1:5000#" + Hex, address.ToString());
        Assert.Equal(address, RelayAddress.Parse(address.ToString()));
    }

    [Fact]
    public void Several_gateways_of_one_relay_are_written_with_commas_and_share_the_fingerprint()
    {
        var address = RelayAddress.Parse($"sdtp://One.example,[::1]:7000,one.example:5000,two.example:6000#{Hex}");

        Assert.Equal("one.example:5000,[::1]:7000,two.example:6000", address.Endpoint);
        Assert.Equal($"sdtp://one.example:5000,[::1]:7000,two.example:6000#{Hex}", address.ToString());
        Assert.Equal(
            [$"sdtp://one.example:5000#{Hex}", $"sdtp://[::1]:7000#{Hex}", $"sdtp://two.example:6000#{Hex}"],
            address.Gateways.Select(gateway => gateway.ToString()));
        Assert.Equal(address, RelayAddress.Parse(address.ToString()));
        Assert.NotEqual(address, RelayAddress.Parse($"sdtp://one.example,two.example:6000#{Hex}"));
    }

    [Fact]
    public void An_address_names_a_bounded_number_of_gateways()
    {
        string Listed(int count) => string.Join(',', Enumerable.Range(1, count).Select(port => $"relay.example:{port}"));

        Assert.True(RelayAddress.TryParse(Listed(RelayAddress.GatewaysMax), out _));
        Assert.False(RelayAddress.TryParse(Listed(RelayAddress.GatewaysMax + 1), out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sdtp://")]
    [InlineData(":5000")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+80")]
    [InlineData("host:5000#abc")]
    [InlineData("host:5000#0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("[::1")]
    [InlineData("[::1]5000")]
    [InlineData("[::1]:")]
    [InlineData("[host]:5000")]
    [InlineData("http://host:5000")]
    [InlineData("ho st")]
    [InlineData("host,")]
    [InlineData(",host")]
    [InlineData("host,other:0")]
    [InlineData("host#" + Hex + ",other")]
    public void Anything_else_is_no_address(string? text) => Assert.False(RelayAddress.TryParse(text, out _));

    [Fact]
    public void A_wrong_address_is_answered_with_the_right_form()
    {
        var error = Assert.Throws<FormatException>(() => RelayAddress.Parse("host:0"));

        Assert.Contains("sdtp://host:port#fingerprint", error.Message, StringComparison.Ordinal);
    }
}
