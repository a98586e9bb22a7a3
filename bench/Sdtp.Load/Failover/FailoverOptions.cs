using Sdtp.Client;

namespace Sdtp.Load.Failover;

/// <summary>The shape of a failover run: few people with the real client library, each pair at its own steady pace.</summary>
internal sealed record FailoverOptions
{
    internal required RelayAddress Relay { get; init; }

    internal int Senders { get; init; } = 4;

    internal int Recipients { get; init; } = 9;

    /// <summary>From an acknowledgement to the next message of the same sender to the same recipient.</summary>
    internal TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long messages are sent; null until standard input ends.</summary>
    internal TimeSpan? Duration { get; init; }
}
