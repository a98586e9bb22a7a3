using Sdtp.Client;

namespace Sdtp.Tui.Bench.Keys;

/// <summary>The shape of the measurement of keys.</summary>
internal sealed record KeysOptions
{
    internal required RelayAddress Relay { get; init; }

    internal int Keys { get; init; } = 600;

    internal int Rate { get; init; } = 1_000;

    internal int Columns { get; init; } = 120;

    internal int Rows { get; init; } = 40;

    /// <summary>The mean time between two keys: a fast typist.</summary>
    internal TimeSpan KeyEvery { get; init; } = TimeSpan.FromMilliseconds(70);
}
