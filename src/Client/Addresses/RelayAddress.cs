using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>
/// Where a relay listens and, when known, which TLS key it must show: <c>sdtp://host:port#fingerprint</c>. Scheme, port and
/// fingerprint may be left out: <c>127.0.0.1:5000</c>, <c>relay.example</c>, <c>[::1]:5000</c>. A relay with several gateways is named by
/// all of them, <c>sdtp://host:port,host2:port2#fingerprint</c>: they show the same key.
/// </summary>
public sealed record RelayAddress
{
    /// <summary>Most gateways in one address.</summary>
    public const int GatewaysMax = 16;

    private const string Scheme = "sdtp://";
    private const int HostLengthMax = 253;

    private readonly (string Host, int Port)[] _gateways;

    private RelayAddress((string Host, int Port)[] gateways, Fingerprint? pin)
    {
        _gateways = gateways;
        Pin = pin;
    }

    /// <summary>Host name or IP address of the first gateway; an IPv6 address stands here without brackets.</summary>
    public string Host => _gateways[0].Host;

    /// <summary>TCP port of the first gateway, 1 to 65535; 5000 where the text named none.</summary>
    public int Port => _gateways[0].Port;

    /// <summary>SHA-256 of the relay's SubjectPublicKeyInfo; null trusts the first key seen and remembers it.</summary>
    public Fingerprint? Pin { get; init; }

    /// <summary>
    /// Host and port without the fingerprint, of all gateways with commas between. What is remembered of a gateway is filed under the
    /// endpoint of an address that names it alone.
    /// </summary>
    public string Endpoint => string.Join(',', _gateways.Select(EndpointOf));

    /// <summary>An address for each gateway alone, with the same fingerprint, in the order in which they are tried.</summary>
    public IReadOnlyList<RelayAddress> Gateways =>
        _gateways.Length == 1 ? [this] : [.. _gateways.Select(gateway => new RelayAddress([gateway], Pin))];

    /// <summary>Reads an address.</summary>
    /// <param name="text">Such as <c>sdtp://127.0.0.1:5000#&lt;64 hex digits&gt;</c> or <c>127.0.0.1:5000</c>.</param>
    /// <exception cref="FormatException">The text is no address; the message says what one looks like.</exception>
    public static RelayAddress Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new FormatException(
            $"'{text}' is no relay address: write host, host:port or sdtp://host:port#fingerprint (64 hex digits), "
            + "as the relay prints it; several gateways of one relay with commas between: host:port,host2:port2.");

    /// <summary>Reads an address; false when the text is none.</summary>
    /// <param name="text">The text to read; white space around it is passed over.</param>
    /// <param name="address">The address, when the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RelayAddress? address)
    {
        address = null;
        var rest = (text ?? "").Trim();
        if (rest.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[Scheme.Length..].TrimEnd('/');
        }

        Fingerprint? pin = null;
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            if (!Fingerprint.TryParse(rest.AsSpan(hash + 1), out var parsed) || parsed.IsNone)
            {
                return false;
            }

            pin = parsed;
            rest = rest[..hash].TrimEnd('/');
        }

        var gateways = new List<(string Host, int Port)>();
        foreach (var gateway in rest.Split(',', GatewaysMax + 1))
        {
            if (gateways.Count == GatewaysMax || !TrySplit(gateway, out var host, out var port) || !IsHost(host))
            {
                return false;
            }

            // One host is one pin, however it is typed (RFC 4343).
            gateways.Add((host.ToLowerInvariant(), port));
        }

        address = new RelayAddress([.. gateways.Distinct()], pin);
        return true;
    }

    /// <summary>Whether the other names the same gateways in the same order, with the same fingerprint.</summary>
    /// <param name="other">The other address.</param>
    public bool Equals(RelayAddress? other) => other is not null && Pin == other.Pin && _gateways.AsSpan().SequenceEqual(other._gateways);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pin, _gateways.Length, _gateways[0]);

    /// <summary>The address as it is written, with the fingerprint when there is one.</summary>
    public override string ToString() => Pin is { } pin ? $"{Scheme}{Endpoint}#{pin}" : $"{Scheme}{Endpoint}";

    private static string EndpointOf((string Host, int Port) gateway) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(gateway.Host.Contains(':', StringComparison.Ordinal) ? $"[{gateway.Host}]" : gateway.Host)}:{gateway.Port}");

    private static bool TrySplit(string text, out string host, out int port)
    {
        port = ProtocolLimits.DefaultPort;
        host = text;
        var portText = "";
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':'))
            {
                return false;
            }

            host = text[1..end];
            portText = end + 1 < text.Length ? text[(end + 2)..] : "";
            return (end + 1 == text.Length || portText.Length > 0)
                && TryPort(portText, ref port)
                && host.Contains(':', StringComparison.Ordinal);
        }

        // More than one colon without brackets is a bare IPv6 address.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon != text.LastIndexOf(':'))
        {
            return true;
        }

        host = text[..colon];
        portText = text[(colon + 1)..];
        return portText.Length > 0 && TryPort(portText, ref port);
    }

    private static bool TryPort(string text, ref int port) =>
        text.Length == 0
        || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65_535);

    private static bool IsHost(string host) =>
        host.Length is > 0 and <= HostLengthMax && Uri.CheckHostName(host) is not UriHostNameType.Unknown;
}
