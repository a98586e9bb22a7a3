using System.Diagnostics;

namespace Sdtp.Load.Workload;

/// <summary>Latencies in buckets of ten microseconds up to ten seconds; one histogram per connection, added up at the end.</summary>
internal sealed class LatencyHistogram
{
    private const int BucketMicroseconds = 10;
    private readonly long[] _buckets = new long[1_000_001];
    private long _count;

    internal void Record(long startTimestamp) => Record(startTimestamp, Stopwatch.GetTimestamp());

    internal void Record(long startTimestamp, long endTimestamp)
    {
        var microseconds = (long)Stopwatch.GetElapsedTime(startTimestamp, endTimestamp).TotalMicroseconds;
        _buckets[Math.Min(microseconds / BucketMicroseconds, _buckets.Length - 1)]++;
        _count++;
    }

    internal void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        _count += other._count;
    }

    /// <summary>The latency that a share of all requests stayed below, in milliseconds.</summary>
    internal double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(_count * share);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank && seen > 0)
            {
                return (i + 1) * BucketMicroseconds / 1000.0;
            }
        }

        return 0;
    }
}
