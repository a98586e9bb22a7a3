namespace Sdtp.Client.Connection;

/// <summary>
/// The gateways of a relay in turn. Each is tried once before there is a wait, and a connection that breaks soon after it was made counts
/// as a try: gateways that let in and cut off again must not be run around without a pause.
/// </summary>
internal sealed class GatewayRing(IReadOnlyList<RelayAddress> gateways)
{
    private int _next;
    private int _untried = gateways.Count;

    internal int Count => gateways.Count;

    /// <summary>Takes the next gateway; false when all have been tried since the last wait.</summary>
    internal bool TryNext(out RelayAddress gateway)
    {
        gateway = gateways[_next];
        if (_untried == 0)
        {
            return false;
        }

        _untried--;
        _next = (_next + 1) % gateways.Count;
        return true;
    }

    /// <summary>A wait is over: all may be tried again.</summary>
    internal void Refill() => _untried = gateways.Count;

    /// <summary>A connection that had held was lost: all may be tried at once, except for the gateway that has just failed.</summary>
    internal void RefillOthers() => _untried = gateways.Count - 1;
}
