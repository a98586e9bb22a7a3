using System.Diagnostics.Metrics;

namespace Sdtp.Grains.Observability;

/// <summary>What the grains of one silo count; no tag ever names a person (docs/operations.md).</summary>
internal static class GrainMetrics
{
    private static readonly Meter Meter = new("Sdtp.Grains");

    private static readonly Counter<long> ActivationCount = Meter.CreateCounter<long>(
        "sdtp.grains.activations", "{activation}", "Users' grains activated.");

    private static readonly Counter<long> FailureCount = Meter.CreateCounter<long>(
        "sdtp.grains.mailbox.failures", "{mailbox}", "Mailboxes closed because a write failed; the next activation reads what is true.");

    private static readonly Counter<long> TakeoverCount = Meter.CreateCounter<long>(
        "sdtp.grains.mailbox.takeovers", "{mailbox}", "Mailboxes closed because another activation had opened them.");

    private static readonly Histogram<long> Depth = Meter.CreateHistogram(
        "sdtp.grains.mailbox.depth",
        "{message}",
        "Unacknowledged messages in a mailbox just after something was stored in it.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] });

    internal static void Activated()
    {
        ActivationCount.Add(1);

        // A counter that first appears with its first fault hides that fault from whoever watches for a change.
        FailureCount.Add(0);
        TakeoverCount.Add(0);
    }

    internal static void MailboxFailed() => FailureCount.Add(1);

    internal static void MailboxTakenOver() => TakeoverCount.Add(1);

    internal static void Stored(ulong depth) => Depth.Record((long)depth);
}
