using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Workload;

/// <summary>Every sender on a connection of its own keeps a fixed number of sends unanswered, spread over all mailboxes.</summary>
internal sealed class SendPhase(LoadOptions options, Population population, Checker checker, Action<int> onAcknowledged)
{
    internal async Task<PhaseResult> RunAsync(string name, long messages, CancellationToken cancellationToken)
    {
        var connections = new List<LoadConnection>();
        try
        {
            foreach (var sender in population.Senders)
            {
                var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
                connections.Add(connection);
                await sender.LogInAsync(connection, cancellationToken);
            }

            var histograms = connections.Select(_ => new LatencyHistogram()).ToArray();
            var share = messages / connections.Count;
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(connections.Select(
                (connection, i) => Task.Run(() => SendAsync(connection, i, share, histograms[i], cancellationToken), cancellationToken)));
            return PhaseResult.Of(name, share * connections.Count, Stopwatch.GetElapsedTime(start), histograms);
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task SendAsync(
        LoadConnection connection, int sender, long messages, LatencyHistogram latencies, CancellationToken cancellationToken)
    {
        // The request id is the slot of the send plus one, so that a reply finds its start time without a look-up.
        var starts = new long[options.InFlight];
        var free = new Stack<int>(Enumerable.Range(0, options.InFlight));
        var envelope = new byte[options.EnvelopeBytes];
        long sent = 0;
        long acknowledged = 0;
        var mailbox = sender * 61 % population.Owners.Count;
        void OnFrame(Frame frame)
        {
            if (frame.Type != FrameType.SendReply)
            {
                throw new LoadRefusedException(LoadConnection.ProblemOf(frame));
            }

            var slot = (int)frame.RequestId - 1;
            latencies.Record(starts[slot]);
            free.Push(slot);
            acknowledged++;
        }

        while (acknowledged < messages)
        {
            while (sent < messages && free.TryPop(out var slot))
            {
                LoadEnvelope.Write(envelope, population.Owners[mailbox].UserId, sender, checker.NextCounter(sender, mailbox));
                starts[slot] = Stopwatch.GetTimestamp();
                connection.Write((uint)slot + 1, new SendRequest(1, envelope));
                mailbox = mailbox + 1 == population.Owners.Count ? 0 : mailbox + 1;
                sent++;
            }

            await connection.FlushAsync(cancellationToken);
            var before = acknowledged;
            await connection.ReadAsync(OnFrame, cancellationToken);
            onAcknowledged((int)(acknowledged - before));
        }
    }
}
