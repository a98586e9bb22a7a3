using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Workload;

/// <summary>
/// R5: what an append, a page and an acknowledgement cost in an empty mailbox and in one of great depth. The two take turns, request by request on the same
/// connections, so that whatever else the machine does falls on both; the medians are compared.
/// </summary>
internal sealed class DepthPhase(LoadOptions options, Population population, Action<int> onAcknowledged)
{
    /// <summary>Mailboxes that the phase needs: the empty one and the deep one.</summary>
    internal const int Mailboxes = 2;

    private const int Shallow = 0;
    private const int Deep = 1;
    private const int WarmUpSamples = 400;
    private const int Samples = 1_600;
    private const ushort PageMessages = 16;

    internal async Task<IReadOnlyList<DepthRow>> RunAsync(int depth, CancellationToken cancellationToken)
    {
        await using var sender = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
        await population.Senders[0].LogInAsync(sender, cancellationToken);
        LoadConnection[] owners = new LoadConnection[Mailboxes];
        try
        {
            for (var mailbox = 0; mailbox < Mailboxes; mailbox++)
            {
                owners[mailbox] = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
                await population.Owners[mailbox].LogInAsync(owners[mailbox], cancellationToken);
            }

            var counter = await FillAsync(sender, 0, depth, cancellationToken);
            await MeasureAsync(sender, owners, counter, WarmUpSamples, cancellationToken);
            return await MeasureAsync(sender, owners, counter + WarmUpSamples, Samples, cancellationToken);
        }
        finally
        {
            foreach (var owner in owners.Where(owner => owner is not null))
            {
                await owner.DisposeAsync();
            }
        }
    }

    private async Task<IReadOnlyList<DepthRow>> MeasureAsync(
        LoadConnection sender, LoadConnection[] owners, ulong counter, int samples, CancellationToken cancellationToken)
    {
        DepthRow[] rows = [new("append"), new($"fetch a page of {PageMessages}"), new("acknowledge")];
        var envelope = new byte[options.EnvelopeBytes];
        for (var i = 0; i < samples; i++)
        {
            for (var mailbox = 0; mailbox < Mailboxes; mailbox++)
            {
                LoadEnvelope.Write(envelope, population.Owners[mailbox].UserId, 0, counter + (ulong)i);
                rows[0].Add(mailbox == Deep, await TimeAsync(
                    () => sender.RequestAsync<SendRequest, SendReply>(new SendRequest(1, envelope), cancellationToken)));
            }
        }

        var last = new ulong[Mailboxes];
        for (var i = 0; i < samples / PageMessages; i++)
        {
            var pages = new FetchReply[Mailboxes];
            for (var mailbox = Shallow; mailbox < Mailboxes; mailbox++)
            {
                rows[1].Add(mailbox == Deep, await TimeAsync(async () => pages[mailbox] = await owners[mailbox]
                    .RequestAsync<FetchRequest, FetchReply>(new FetchRequest(last[mailbox], PageMessages), cancellationToken)));
            }

            for (var message = 0; message < PageMessages; message++)
            {
                for (var mailbox = Shallow; mailbox < Mailboxes; mailbox++)
                {
                    last[mailbox] = pages[mailbox].Page.Messages[message].Sequence;
                    rows[2].Add(mailbox == Deep, await TimeAsync(
                        () => owners[mailbox].RequestAsync<AckRequest, AckReply>(new AckRequest(last[mailbox]), cancellationToken)));
                }
            }
        }

        return rows;
    }

    private async Task<ulong> FillAsync(LoadConnection connection, ulong counter, int depth, CancellationToken cancellationToken)
    {
        // Few enough that one mailbox stays below what the relay recognises again within its retry window.
        const int FillInFlight = 24;
        var envelope = new byte[options.EnvelopeBytes];
        var unanswered = 0;
        for (var sent = 0; sent < depth || unanswered > 0;)
        {
            for (; sent < depth && unanswered < FillInFlight; sent++, unanswered++)
            {
                LoadEnvelope.Write(envelope, population.Owners[Deep].UserId, 0, counter++);
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
}

/// <summary>One operation at both depths: medians, in microseconds.</summary>
internal sealed record DepthRow(string Operation)
{
    private readonly List<double> _shallow = [];
    private readonly List<double> _deep = [];

    internal double Shallow => Median(_shallow);

    internal double Deep => Median(_deep);

    internal double Ratio => Deep / Shallow;

    internal void Add(bool isDeep, double microseconds) => (isDeep ? _deep : _shallow).Add(microseconds);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
