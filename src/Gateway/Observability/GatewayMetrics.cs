using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sdtp.Protocol;

namespace Sdtp.Gateway.Observability;

/// <summary>
/// What the gateway counts (docs/operations.md says what each means). An instrument that nobody reads costs one comparison; no tag ever
/// names a person, and tags are kept objects, so that counting allocates nothing.
/// </summary>
internal static class GatewayMetrics
{
    internal const string Name = "Sdtp.Gateway";

    internal static readonly ActivitySource Traces = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Sends = Meter.CreateCounter<long>(
        "sdtp.gateway.sends", "{message}", "Messages that clients asked to have stored.");

    private static readonly Counter<long> Stores = Meter.CreateCounter<long>(
        "sdtp.gateway.stores", "{message}", "Messages acknowledged to their senders: they are on stable storage.");

    private static readonly Counter<long> Fetches = Meter.CreateCounter<long>(
        "sdtp.gateway.fetches", "{request}", "FETCH requests that got a page.");

    private static readonly Counter<long> Delivered = Meter.CreateCounter<long>(
        "sdtp.gateway.delivered", "{message}", "Messages given to recipients, by FETCH or pushed; a redelivery counts again.");

    private static readonly Counter<long> Rejections = Meter.CreateCounter<long>(
        "sdtp.gateway.rejections", "{request}", "Requests refused and connections ended, by the wire name of the reason.");

    private static readonly UpDownCounter<long> Connections = Meter.CreateUpDownCounter<long>(
        "sdtp.gateway.connections", "{connection}", "Open connections.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "sdtp.gateway.batch.size",
        "{message}",
        "Messages that one call to a mailbox carried.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    private static readonly Histogram<double> AppendDuration = Meter.CreateHistogram(
        "sdtp.gateway.append.duration",
        "s",
        "From the call to a mailbox until its answer; what a sender waits for.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
        });

    private static readonly KeyValuePair<string, object?>[] Codes =
        [.. Enumerable.Range(0, (int)Enum.GetValues<ErrorCode>().Max() + 1).Select(code => Tag((ErrorCode)code))];

    internal static void Asked() => Sends.Add(1);

    internal static void Stored(int messages)
    {
        if (messages > 0)
        {
            Stores.Add(messages);
        }
    }

    internal static void Fetched(int messages)
    {
        Fetches.Add(1);
        Pushed(messages);
    }

    internal static void Pushed(int messages) => Delivered.Add(messages);

    internal static void Rejected(ErrorCode code)
    {
        if (Rejections.Enabled)
        {
            Rejections.Add(1, (int)code < Codes.Length ? Codes[(int)code] : Tag(code));
        }
    }

    /// <summary>Always counted: a reader that comes later must not see connections close that it never saw open.</summary>
    internal static void Opened() => Connections.Add(1);

    internal static void Closed() => Connections.Add(-1);

    /// <summary>The moment from which <see cref="Appended"/> measures; zero when nobody asks.</summary>
    internal static long StartAppend(int messages)
    {
        BatchSize.Record(messages);
        return AppendDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
    }

    internal static void Appended(long start)
    {
        if (start != 0)
        {
            AppendDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    private static KeyValuePair<string, object?> Tag(ErrorCode code) => new("code", code.WireName());
}
