namespace Sdtp.Crypto.Primitives;

/// <summary>Unix time in milliseconds, as every format here writes it.</summary>
internal static class UnixTime
{
    /// <summary>The last millisecond of the year 9999, the latest that <see cref="DateTimeOffset"/> can hold.</summary>
    internal const ulong MsMax = 253_402_300_799_999;

    internal static ulong ToMs(DateTimeOffset time)
    {
        var ms = time.ToUnixTimeMilliseconds();
        return ms >= 0 ? (ulong)ms : throw new ArgumentOutOfRangeException(nameof(time), time, "Times before 1970 cannot be written.");
    }

    internal static bool TryFromMs(ulong ms, out DateTimeOffset time)
    {
        var inRange = ms <= MsMax;
        time = inRange ? DateTimeOffset.FromUnixTimeMilliseconds((long)ms) : default;
        return inRange;
    }

    /// <summary>Cuts what the format cannot hold, so that a time written and read again is the same.</summary>
    internal static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds((long)ToMs(time));
}
