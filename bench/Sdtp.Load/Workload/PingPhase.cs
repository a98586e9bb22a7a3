using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Messages;

namespace Sdtp.Load.Workload;

/// <summary>One PING after another on one idle connection.</summary>
internal static class PingPhase
{
    internal static async Task<PhaseResult> RunAsync(
        LoadOptions options, int pings, Action<int> onPong, CancellationToken cancellationToken)
    {
        await using var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        var latencies = new LatencyHistogram();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < pings; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await connection.RequestAsync<PingRequest, PingReply>(new PingRequest((ulong)i), cancellationToken);
            latencies.Record(sent);
            onPong(1);
        }

        return PhaseResult.Of("ping", pings, Stopwatch.GetElapsedTime(start), [latencies]);
    }
}
