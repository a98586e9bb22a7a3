using Sdtp.Protocol;

namespace Sdtp.Client.Wire;

/// <summary>How one connection to a relay is made and bounded.</summary>
public sealed record RelayConnectionOptions
{
    /// <summary>Where the relay listens.</summary>
    public required RelayAddress Address { get; init; }

    /// <summary>
    /// Keys of relays trusted before. Needed where <see cref="RelayAddress.Pin"/> is null; null with a pin remembers nothing.
    /// </summary>
    public ICertificatePins? Pins { get; init; }

    /// <summary>
    /// Speaks plain TCP instead of TLS; refused unless the address is a loopback one. For tests and debugging. Default false.
    /// </summary>
    public bool PlainTcp { get; init; }

    /// <summary>Program and version for the relay's log, at most 64 bytes of UTF-8.</summary>
    public string ClientName { get; init; } = "sdtp-client";

    /// <summary>Time for TCP, TLS and HELLO together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time between PINGs; a PING that is not answered within the same time ends the connection. Lowered to a third of the idle limit that
    /// the relay tells in HELLO. Default 30 s.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most requests unanswered at once; the next waits. Lowered to what the relay tells in HELLO. Default 256.</summary>
    public int PipelinedRequestsMax { get; init; } = 256;

    /// <summary>Most encoded bytes that wait for the socket; a request that finds more waits. Default 1 MiB.</summary>
    public int OutboundBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Most pushes not yet read from <see cref="RelayConnection.Pushes"/>. Keep it above the window given to SUBSCRIBE: a relay that pushes
    /// more than this is cut off. Default 1,024.
    /// </summary>
    public int PushesMax { get; init; } = 1_024;

    /// <summary>The clock for time-outs and PINGs.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Address);
        ArgumentNullException.ThrowIfNull(Clock);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepAlive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(PipelinedRequestsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutboundBytesMax, ProtocolLimits.FrameBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(PushesMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            System.Text.Encoding.UTF8.GetByteCount(ClientName), ProtocolLimits.ClientNameBytesMax, nameof(ClientName));
        if (Address.Pin is null && Pins is null && !PlainTcp)
        {
            throw new ArgumentException(
                "An address without a fingerprint needs Pins, so that the relay's key can be trusted on first use.");
        }
    }
}
