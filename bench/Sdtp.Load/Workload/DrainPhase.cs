using System.Diagnostics;
using Sdtp.Load.Wire;
using Sdtp.Protocol;
using Sdtp.Protocol.Messages;
using Sdtp.Protocol.Wire;

namespace Sdtp.Load.Workload;

/// <summary>
/// Every mailbox is emptied by its owner: log in, FETCH page after page with the next page asked for while the last is acknowledged, until
/// nothing is left. Each message is checked.
/// </summary>
internal sealed class DrainPhase(LoadOptions options, Population population, Checker checker, Action<int> onReceived)
{
    private const uint FetchId = 1;
    private const uint AckId = 2;

    internal async Task<PhaseResult> RunAsync(string name, CancellationToken cancellationToken)
    {
        var next = -1;
        long received = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Drainers).Select(_ => Task.Run(
            async () =>
            {
                await using var connection = await LoadConnection.ConnectAsync(options.Relay, cancellationToken);
                for (var i = Interlocked.Increment(ref next); i < population.Owners.Count; i = Interlocked.Increment(ref next))
                {
                    await population.Owners[i].LogInAsync(connection, cancellationToken);
                    Interlocked.Add(ref received, await DrainAsync(connection, i, cancellationToken));
                    checker.RequireComplete(i);
                    await connection.RequestAsync<LogoutRequest, LogoutReply>(default, cancellationToken);
                }
            },
            cancellationToken)));
        return PhaseResult.Of(name, received, Stopwatch.GetElapsedTime(start), []);
    }

    private async Task<long> DrainAsync(LoadConnection connection, int mailbox, CancellationToken cancellationToken)
    {
        long total = 0;
        ulong last = 0;
        var unanswered = 1;
        var empty = false;
        var inPage = 0;
        connection.Write(FetchId, new FetchRequest(0, ProtocolLimits.PageMessagesMax));
        await connection.FlushAsync(cancellationToken);
        void OnFrame(Frame frame)
        {
            unanswered--;
            if (frame.Type == FrameType.AckReply)
            {
                return;
            }

            if (frame.Type != FrameType.FetchReply || !FrameBody.TryRead<FetchReply>(frame, out var reply))
            {
                throw new LoadRefusedException(LoadConnection.ProblemOf(frame));
            }

            inPage = reply.Page.Messages.Count;
            empty = inPage == 0;
            foreach (var message in reply.Page.Messages)
            {
                checker.Receive(mailbox, message);
                last = message.Sequence;
            }
        }

        while (unanswered > 0)
        {
            await connection.ReadAsync(OnFrame, cancellationToken);
            if (inPage == 0 || empty)
            {
                continue;
            }

            total += inPage;
            onReceived(inPage);
            inPage = 0;
            connection.Write(FetchId, new FetchRequest(last, ProtocolLimits.PageMessagesMax));
            connection.Write(AckId, new AckRequest(last));
            unanswered += 2;
            await connection.FlushAsync(cancellationToken);
        }

        return total;
    }
}
