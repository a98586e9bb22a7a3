using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sdtp.Storage.Observability;

/// <summary>What the mailbox logs count: one record for each commit, however many messages it holds (docs/operations.md).</summary>
internal static class StorageMetrics
{
    internal static readonly KeyValuePair<string, object?> Sqlite = new("storage", "sqlite");
    internal static readonly KeyValuePair<string, object?> Azure = new("storage", "azure");

    private const string Name = "Sdtp.Storage";

    private static readonly ActivitySource Traces = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "sdtp.storage.commit.duration",
        "s",
        "From the start of a commit until it is on stable storage, retries included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
        });

    private static readonly Histogram<int> Size = Meter.CreateHistogram(
        "sdtp.storage.commit.size",
        "{operation}",
        "Operations (appends, trims, states of grains) or table rows that one commit held.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024] });

    private static readonly Counter<long> FailureCount = Meter.CreateCounter<long>(
        "sdtp.storage.commit.failures", "{commit}", "Commits whose outcome is unknown or that were refused.");

    /// <summary>Begins a span for one commit; null when nobody traces.</summary>
    internal static Activity? Trace() => Traces.StartActivity("sdtp.storage.commit");

    /// <summary>The moment from which <see cref="Committed"/> measures; zero when nobody asks.</summary>
    internal static long Start() => Duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal static void Committed(long start, int operations, in KeyValuePair<string, object?> storage)
    {
        Size.Record(operations, storage);

        // A counter that first appears with its first fault hides that fault from whoever watches for a change.
        FailureCount.Add(0, storage);
        if (start != 0)
        {
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, storage);
        }
    }

    internal static void Failed(in KeyValuePair<string, object?> storage) => FailureCount.Add(1, storage);
}
