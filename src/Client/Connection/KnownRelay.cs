using Sdtp.Client.Store;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client.Connection;

/// <summary>What a serverID says about the gateway that told it.</summary>
internal enum ServerVerdict
{
    /// <summary>The relay that is known, or the first one seen.</summary>
    Same,

    /// <summary>This gateway told another one before.</summary>
    Changed,

    /// <summary>This gateway is new here, and the others of the address are of another relay.</summary>
    Stranger,
}

/// <summary>
/// What is remembered of the gateways of one relay. They show one TLS key and tell one serverID, so what was learned at one of them holds
/// at all: an address with a new gateway in it is no way around the pin.
/// </summary>
internal sealed class KnownRelay(RelayAddress relay, SettingsStore settings)
{
    /// <summary>The gateway with the key that it must show, where that is known from the address, itself or another gateway.</summary>
    internal RelayAddress Pinned(RelayAddress gateway)
    {
        if (gateway.Pin is not null || settings.FindServer(gateway.Endpoint).KeyPin is not null)
        {
            return gateway;
        }

        var pin = Records().Select(record => record.KeyPin).FirstOrDefault(known => known is not null);
        return pin is null ? gateway : gateway with { Pin = Fingerprint.Parse(pin) };
    }

    internal ServerVerdict Judge(RelayAddress gateway, ServerId serverId)
    {
        var told = serverId.ToString();
        var known = Records().Select(record => record.ServerId).Where(id => id is not null).ToList();
        return known.Count == 0 || known.Contains(told) ? ServerVerdict.Same
            : settings.FindServer(gateway.Endpoint).ServerId is null ? ServerVerdict.Stranger
            : ServerVerdict.Changed;
    }

    /// <summary>Whether this identity was registered at a relay before.</summary>
    internal bool IsRegisteredAt(ServerId serverId) => Records().Any(record => record.RegisteredAt == serverId.ToString());

    internal void Remember(RelayAddress gateway, ServerId serverId)
    {
        var id = serverId.ToString();
        settings.UpdateServer(gateway.Endpoint, record => record with { ServerId = id, RegisteredAt = id });
    }

    private IEnumerable<ServerRecord> Records() => relay.Gateways.Select(gateway => settings.FindServer(gateway.Endpoint));
}
