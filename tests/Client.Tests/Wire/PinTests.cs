using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdtp.Client.Tests.Fakes;
using Sdtp.Client.Wire;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Tests.Wire;

public sealed class PinTests
{
    private readonly Pins _pins = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_other_than_the_one_in_the_address_stops_before_anything_is_sent()
    {
        await using var relay = FakeRelay.Start();
        var other = new Fingerprint(RandomNumberGenerator.GetBytes(32));

        var error = await Assert.ThrowsAsync<ServerIdentityChangedException>(() => ConnectAsync(relay.Address with { Pin = other }));

        Assert.Equal((other, relay.Pin), (error.Pinned, error.Presented));
        Assert.Contains("CHANGED", error.Message, StringComparison.Ordinal);
        Assert.Empty(relay.Requests);
    }

    [Fact]
    public async Task The_first_key_seen_is_remembered_and_another_one_refused()
    {
        int port;
        await using (var relay = FakeRelay.Start())
        {
            port = relay.Port;
            await using var first = await ConnectAsync(relay.Address);
            await using var again = await ConnectAsync(relay.Address);
            Assert.Equal(relay.Pin, _pins.Known[relay.Address.Endpoint]);
        }

        await using var impostor = FakeRelay.Start(port);

        await Assert.ThrowsAsync<ServerIdentityChangedException>(() => ConnectAsync(impostor.Address));
        Assert.Empty(impostor.Requests);
    }

    [Fact]
    public async Task A_certificate_renewed_with_the_same_key_keeps_its_pin()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        int port;
        await using (var relay = FakeRelay.Start(certificate: Certificate(key, 2020)))
        {
            port = relay.Port;
            await using var first = await ConnectAsync(relay.Address);
        }

        await using var renewed = FakeRelay.Start(port, Certificate(key, 2024));
        await using var second = await ConnectAsync(renewed.Address);

        Assert.Equal(renewed.Pin, second.ServerKey);
    }

    [Fact]
    public async Task A_key_named_in_the_address_replaces_the_remembered_one()
    {
        await using var relay = FakeRelay.Start();
        _pins.Known[relay.Address.Endpoint] = new Fingerprint(RandomNumberGenerator.GetBytes(32));

        await using var connection = await ConnectAsync(relay.PinnedAddress);

        Assert.Equal(relay.Pin, _pins.Known[relay.Address.Endpoint]);
    }

    [Fact]
    public async Task An_address_without_a_key_needs_a_place_to_remember_it()
    {
        await using var relay = FakeRelay.Start();

        await Assert.ThrowsAsync<ArgumentException>(
            () => RelayConnection.ConnectAsync(new RelayConnectionOptions { Address = relay.Address }, Cancel));
    }

    [Fact]
    public void A_tls_session_is_never_resumed_so_that_the_pin_is_compared_each_time() =>
        Assert.False(RelayStream.TlsOptions(RelayAddress.Parse("127.0.0.1")).AllowTlsResume);

    [Fact]
    public async Task Plain_tcp_speaks_on_loopback_when_asked_for()
    {
        await using var relay = FakeRelay.StartPlain();

        await using var connection = await RelayConnection.ConnectAsync(
            new RelayConnectionOptions { Address = relay.Address, PlainTcp = true }, Cancel);

        Assert.True(connection.Certificate.IsNone);
        Assert.Equal(relay.ServerId, connection.Hello.ServerId);
    }

    [Fact]
    public async Task Plain_tcp_is_refused_off_loopback_without_a_packet()
    {
        var options = new RelayConnectionOptions { Address = RelayAddress.Parse("192.0.2.1:5000"), PlainTcp = true };

        var error = await Assert.ThrowsAsync<RelayUnreachableException>(() => RelayConnection.ConnectAsync(options, Cancel));

        Assert.Contains("loopback", error.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(ECDsa key, int year)
    {
        var from = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new CertificateRequest("CN=relay", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddYears(60));
    }

    private Task<RelayConnection> ConnectAsync(RelayAddress address) =>
        RelayConnection.ConnectAsync(new RelayConnectionOptions { Address = address, Pins = _pins }, Cancel);

    private sealed class Pins : ICertificatePins
    {
        internal Dictionary<string, Fingerprint> Known { get; } = [];

        public ValueTask<Fingerprint?> FindAsync(string endpoint, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Fingerprint?>(Known.TryGetValue(endpoint, out var pin) ? pin : null);

        public ValueTask RememberAsync(string endpoint, Fingerprint pin, CancellationToken cancellationToken)
        {
            Known[endpoint] = pin;
            return ValueTask.CompletedTask;
        }
    }
}
