using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Workload;

/// <summary>
/// Senders and subscribed recipients at once: every message is stored, pushed, checked and acknowledged while the next ones arrive. The
/// mailboxes are empty when it starts.
/// </summary>
internal sealed class OnlinePhase(LoadOptions options, Population population, Checker checker, Action<int> onReceived)
{
    private const ushort Window = 1_024;

    internal async Task<PhaseResult> RunAsync(long messages, CancellationToken cancellationToken)
    {
        var share = messages / population.Senders.Count;
        var expected = share * population.Senders.Count;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long received = 0;
        var receivers = new List<Task>();
        var subscribed = 0;
        foreach (var mailbox in Enumerable.Range(0, population.Owners.Count))
        {
            var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
            await population.Owners[mailbox].LogInAsync(connection, cancellationToken);
            await connection.RequestAsync<SubscribeRequest, SubscribeReply>(new SubscribeRequest(0, Window), cancellationToken);
            subscribed++;
            receivers.Add(ReceiveAsync(connection, mailbox, count =>
            {
                onReceived(count);
                if (Interlocked.Add(ref received, count) == expected)
                {
                    done.Cancel();
                }
            }, done.Token));
        }

        var start = Stopwatch.GetTimestamp();
        var result = await new SendPhase(options, population, checker, _ => { }).RunAsync("online", expected, cancellationToken);
        await Task.WhenAll(receivers);
        for (var mailbox = 0; mailbox < subscribed; mailbox++)
        {
            checker.RequireComplete(mailbox);
        }

        return result with { Elapsed = Stopwatch.GetElapsedTime(start) };
    }

    private async Task ReceiveAsync(LoadConnection connection, int mailbox, Action<int> onMessages, CancellationToken done)
    {
        await using (connection)
        {
            ulong acknowledge = 0;
            var count = 0;
            void OnFrame(Frame frame)
            {
                if (frame.Type == FrameType.AckReply)
                {
                    return;
                }

                if (frame.Type != FrameType.Deliver || !FrameBody.TryRead<Deliver>(frame, out var deliver))
                {
                    throw new LoadRefusedException(LoadConnection.ProblemOf(frame));
                }

                foreach (var message in deliver.Page.Messages)
                {
                    checker.Receive(mailbox, message);
                    acknowledge = message.Sequence;
                    count++;
                }
            }

            try
            {
                while (true)
                {
                    await connection.ReadAsync(OnFrame, done);
                    if (count > 0)
                    {
                        connection.Write(1, new AckRequest(acknowledge));
                        await connection.FlushAsync(CancellationToken.None);
                        var taken = count;
                        count = 0;
                        onMessages(taken);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Everything has come: the phase is over.
            }
        }
    }
}
