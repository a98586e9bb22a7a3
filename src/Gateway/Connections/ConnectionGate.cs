using Sdtp.Gateway.Limits;

namespace Sdtp.Gateway.Connections;

/// <summary>What the connection caps say to a new connection.</summary>
internal enum Admission
{
    /// <summary>There is room.</summary>
    Admitted,

    /// <summary>A cap is reached; the connection is told so and closed.</summary>
    Refused,

    /// <summary>So many are already being told that this one is dropped without a word.</summary>
    Dropped,
}

/// <summary>Counts connections, all together and by address, from before the TLS handshake until they close.</summary>
internal sealed class ConnectionGate(GatewayOptions options)
{
    // Telling costs a handshake, so only a few refused connections at a time hear the reason.
    private const int RefusedAtOnceMax = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _byAddress = [];
    private int _total;
    private int _refused;

    internal Admission Enter(AddressKey address)
    {
        lock (_lock)
        {
            _byAddress.TryGetValue(address, out var here);
            var perAddressFull = here >= options.ConnectionsPerAddressMax && (!address.IsLoopback || options.LimitLoopback);
            if (_total < options.ConnectionsMax && !perAddressFull)
            {
                _total++;
                _byAddress[address] = here + 1;
                return Admission.Admitted;
            }

            if (_refused >= RefusedAtOnceMax)
            {
                return Admission.Dropped;
            }

            _refused++;
            return Admission.Refused;
        }
    }

    internal void Leave(AddressKey address, Admission admission)
    {
        lock (_lock)
        {
            if (admission == Admission.Refused)
            {
                _refused--;
            }
            else if (admission == Admission.Admitted)
            {
                _total--;
                if (--_byAddress[address] == 0)
                {
                    _byAddress.Remove(address);
                }
            }
        }
    }
}
