using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Workload;

/// <summary>
/// R5: what an append, a page and an acknowledgement cost in one mailbox at depth 0 and at a great depth, each the median of many, one after another on one connection.
/// </summary>
internal sealed class DepthPhase(LoadOptions options, Population population, Action<int> onAcknowledged)
{
    private const int Samples = 400;
    private const ushort PageMessages = 16;

    internal async Task<IReadOnlyList<DepthRow>> RunAsync(int depth, CancellationToken cancellationToken)
    {
        await using var sender = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        await population.Senders[0].LogInAsync(sender, cancellationToken);
        await using var owner = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        await population.Owners[0].LogInAsync(owner, cancellationToken);
        ulong counter = 0;

        // The first round only warms both ends up; the second is depth 0.
        await MeasureAsync(sender, owner, counter, cancellationToken);
        counter += Samples;
        var shallow = await MeasureAsync(sender, owner, counter, cancellationToken);
        counter += Samples;
        counter = await FillAsync(sender, counter, depth, cancellationToken);
        await MeasureAsync(sender, owner, counter, cancellationToken);
        counter += Samples;
        var deep = await MeasureAsync(sender, owner, counter, cancellationToken);
        return
        [
            new DepthRow("append", shallow.Append, deep.Append),
            new DepthRow($"fetch a page of {PageMessages}", shallow.Fetch, deep.Fetch),
            new DepthRow("acknowledge", shallow.Acknowledge, deep.Acknowledge),
        ];
    }

    private async Task<(double Append, double Fetch, double Acknowledge)> MeasureAsync(
        LoadConnection sender, LoadConnection owner, ulong counter, CancellationToken cancellationToken)
    {
        var append = new List<double>(Samples);
        var fetch = new List<double>(Samples);
        var acknowledge = new List<double>(Samples);
        var envelope = new byte[options.EnvelopeBytes];
        ulong last = 0;
        for (var i = 0; i < Samples; i++)
        {
            LoadEnvelope.Write(envelope, population.Owners[0].UserId, 0, counter + (ulong)i);
            append.Add(await TimeAsync(() => sender.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), cancellationToken)));
        }

        for (var i = 0; i < Samples / PageMessages; i++)
        {
            FetchReply? page = null;
            fetch.Add(await TimeAsync(async () =>
                page = await owner.RequestAsync<FetchRequest, FetchReply>(new FetchRequest(last, PageMessages), cancellationToken)));
            foreach (var message in page!.Page.Messages)
            {
                last = message.Sequence;
                acknowledge.Add(await TimeAsync(() => owner.RequestAsync<AckRequest, AckReply>(new AckRequest(last), cancellationToken)));
            }
        }

        return (Median(append), Median(fetch), Median(acknowledge));
    }

    private async Task<ulong> FillAsync(LoadConnection connection, ulong counter, int depth, CancellationToken cancellationToken)
    {
        const int FillInFlight = 512;
        var envelope = new byte[options.EnvelopeBytes];
        var unanswered = 0;
        for (var sent = 0; sent < depth || unanswered > 0;)
        {
            for (; sent < depth && unanswered < FillInFlight; sent++, unanswered++)
            {
                LoadEnvelope.Write(envelope, population.Owners[0].UserId, 0, counter++);
                connection.Write((uint)unanswered + 1, new SendRequest(1, envelope));
            }

            await connection.FlushAsync(cancellationToken);
            await connection.ReadAsync(
                frame =>
                {
                    if (frame.Type != FrameType.SendReply)
                    {
                        throw new LoadRefusedException(LoadConnection.ProblemOf(frame));
                    }

                    unanswered--;
                    onAcknowledged(1);
                },
                cancellationToken);
        }

        return counter;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <summary>One operation at both depths, in microseconds.</summary>
internal sealed record DepthRow(string Operation, double Shallow, double Deep)
{
    internal double Ratio => Deep / Shallow;
}
