using System.Net;
using System.Reflection;

namespace Sdtp.Gateway.Tests;

public sealed class GatewayOptionsValidatorTests
{
    public static TheoryData<string> Limits =>
        [.. typeof(GatewayOptions).GetProperties().Where(property => property.PropertyType == typeof(int)).Select(property => property.Name)];

    public static TheoryData<string> Durations =>
        [.. typeof(GatewayOptions).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan)).Select(property => property.Name)];

    [Fact]
    public void The_defaults_are_valid() => Assert.True(new GatewayOptionsValidator().Validate(null, new GatewayOptions()).Succeeded);

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_of_zero_is_refused_by_name(string property) => AssertRefused(property, 0);

    [Theory]
    [MemberData(nameof(Durations))]
    public void A_duration_of_zero_is_refused_by_name(string property) => AssertRefused(property, TimeSpan.Zero);

    [Theory]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("::1", false, true)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("192.0.2.1", false, false)]
    [InlineData("192.0.2.1", true, true)]
    public void Plain_tcp_needs_loopback_or_a_second_switch(string address, bool insists, bool isValid)
    {
        var options = new GatewayOptions { Plaintext = true, PlaintextOnAnyAddress = insists, Listen = new IPEndPoint(IPAddress.Parse(address), 5000) };

        Assert.Equal(isValid, new GatewayOptionsValidator().Validate(null, options).Succeeded);
    }

    private static void AssertRefused(string property, object value)
    {
        var options = new GatewayOptions();
        typeof(GatewayOptions).GetProperty(property, BindingFlags.Instance | BindingFlags.Public)!.SetValue(options, value);

        var result = new GatewayOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.StartsWith($"{property} must be ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
