namespace Sdtp.Load.Workload;

/// <summary>What one phase came to.</summary>
internal sealed record PhaseResult(string Name, long Count, TimeSpan Elapsed, LatencyHistogram? Latencies)
{
    internal double PerSecond => Count / Elapsed.TotalSeconds;

    internal static PhaseResult Of(string name, long count, TimeSpan elapsed, IReadOnlyList<LatencyHistogram> histograms)
    {
        LatencyHistogram? sum = null;
        foreach (var histogram in histograms)
        {
            sum ??= new LatencyHistogram();
            sum.Add(histogram);
        }

        return new PhaseResult(name, count, elapsed, sum);
    }
}
