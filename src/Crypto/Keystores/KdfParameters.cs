namespace Sdtp.Crypto.Keystores;

/// <summary>
/// The cost of Argon2id version 1.3 (RFC 9106) for a new keystore or bundle. They are written into the file, and checked against the
/// limits here before any work is done with them.
/// </summary>
public sealed record KdfParameters
{
    /// <summary>Most memory that a file may ask for: 1 GiB.</summary>
    public const int MemoryKiBMax = 1_048_576;

    /// <summary>Most passes that a file may ask for.</summary>
    public const int IterationsMax = 16;

    /// <summary>Most lanes that a file may ask for.</summary>
    public const int ParallelismMax = 16;

    private const int MemoryKiBPerLaneMin = 8;

    /// <summary>64 MiB, 3 passes, 1 lane: some tenths of a second on a laptop.</summary>
    public static KdfParameters Default { get; } = new();

    /// <summary>Memory in KiB: 8 per lane to <see cref="MemoryKiBMax"/>.</summary>
    public int MemoryKiB { get; init; } = 65_536;

    /// <summary>Passes over the memory: 1 to <see cref="IterationsMax"/>.</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>Lanes: 1 to <see cref="ParallelismMax"/>.</summary>
    public int Parallelism { get; init; } = 1;

    internal bool IsWithinLimits =>
        Parallelism is >= 1 and <= ParallelismMax
        && Iterations is >= 1 and <= IterationsMax
        && MemoryKiB <= MemoryKiBMax
        && MemoryKiB >= MemoryKiBPerLaneMin * Parallelism;
}
