using System.Diagnostics;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Bench;

/// <summary>
/// Single rows of 1 KiB to 1,000 mailboxes in turn, a fixed number of them waiting for their commit; then all are read and trimmed, then
/// swept.
/// </summary>
internal sealed class AppendWorkload(IMailboxLog log, int inFlight)
{
    private const int Mailboxes = 1_000;
    private const int PageRows = 256;
    private TimeSpan _cpuBefore = Environment.CpuUsage.TotalTime;

    internal async Task RunAsync(int rows)
    {
        var mailboxes = new BenchMailbox[Mailboxes];
        for (var i = 0; i < Mailboxes; i++)
        {
            mailboxes[i] = await BenchMailbox.OpenAsync(log);
        }

        for (var part = 1; part <= 5; part++)
        {
            await AppendAsync(mailboxes, part, rows / 5);
        }

        await DrainAsync(mailboxes);
        await SweepAsync(mailboxes);
        await AppendAsync(mailboxes, 6, rows / 5);
    }

    private async Task AppendAsync(BenchMailbox[] mailboxes, int part, int rows)
    {
        var latencies = new List<double>(rows);
        var pending = new Queue<(Task Task, long Started)>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < rows; i++)
        {
            if (pending.Count == inFlight)
            {
                await FinishAsync(pending, latencies);
            }

            pending.Enqueue((mailboxes[i % Mailboxes].AppendAsync(1).AsTask(), Stopwatch.GetTimestamp()));
        }

        while (pending.Count > 0)
        {
            await FinishAsync(pending, latencies);
        }

        latencies.Sort();
        Report($"append {part}", rows, watch);
        Console.WriteLine($"    p50 {latencies[rows / 2]:F2} ms, p99 {latencies[rows * 99 / 100]:F2} ms, max {latencies[^1]:F2} ms");
    }

    private static async Task FinishAsync(Queue<(Task Task, long Started)> pending, List<double> latencies)
    {
        var (task, started) = pending.Dequeue();
        await task;
        latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task DrainAsync(BenchMailbox[] mailboxes)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(mailboxes.Chunk(Mailboxes / 4).Select(part => Task.Run(async () =>
        {
            var count = 0;
            foreach (var mailbox in part)
            {
                for (var next = 1UL; next <= mailbox.Last;)
                {
                    var page = await log.ReadAsync(mailbox.User, next, PageRows, int.MaxValue, 0, default);
                    next += (ulong)page.Count;
                    count += page.Count;
                    await mailbox.TrimAsync(next - 1);
                }
            }

            return count;
        })));
        Report("drain", counts.Sum(), watch);
    }

    private async Task SweepAsync(BenchMailbox[] mailboxes)
    {
        var watch = Stopwatch.StartNew();
        foreach (var part in mailboxes.Chunk(64))
        {
            await Task.WhenAll(part.Select(async mailbox =>
            {
                while ((await mailbox.SweepAsync(mailbox.Last, PageRows)).SweptThrough < mailbox.Last)
                {
                }
            }));
        }

        Report("sweep", mailboxes.Sum(mailbox => (int)mailbox.Last), watch);
    }

    private void Report(string what, int rows, Stopwatch watch)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        Console.WriteLine(
            $"{what,-10} {rows,10:N0} rows {watch.Elapsed.TotalSeconds,7:F2} s {rows / watch.Elapsed.TotalSeconds,10:N0} rows/s"
            + $" {(cpu - _cpuBefore).TotalMicroseconds / rows,7:F2} us CPU/row");
        _cpuBefore = cpu;
    }
}
