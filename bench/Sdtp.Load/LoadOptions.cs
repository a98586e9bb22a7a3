using Sdtp.Client;

namespace Sdtp.Load;

/// <summary>The shape of the load; the defaults are those of the project's targets.</summary>
internal sealed record LoadOptions
{
    internal required RelayAddress Relay { get; init; }

    internal int Senders { get; init; } = 16;

    internal int InFlight { get; init; } = 64;

    internal int Mailboxes { get; init; } = 1_000;

    internal int Drainers { get; init; } = 16;

    internal int EnvelopeBytes { get; init; } = 1_024;

    internal int Messages { get; init; } = 400_000;

    internal int WarmUp { get; init; } = 200_000;

    internal int Online { get; init; } = 200_000;

    internal int Pings { get; init; } = 5_000;
}
