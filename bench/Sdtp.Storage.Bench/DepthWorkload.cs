using System.Diagnostics;
using Sdtp.Storage.Mailboxes;

namespace Sdtp.Storage.Bench;

/// <summary>
/// Promise R5: what append, fetch of a page and acknowledgement cost in an empty mailbox and in one with a million messages.
/// </summary>
internal sealed class DepthWorkload(IMailboxLog log)
{
    private const int Rounds = 200;
    private const int PageRows = 64;

    internal async Task RunAsync(int depth)
    {
        var shallow = await BenchMailbox.OpenAsync(log);
        var deep = await BenchMailbox.OpenAsync(log);
        for (var filled = 0; filled < depth; filled += 1_000)
        {
            await deep.AppendAsync(1_000);
        }

        var atZero = new Measured(log, shallow);
        var atDepth = new Measured(log, deep);
        for (var round = 0; round < Rounds; round++)
        {
            // In turn, so that what else happens on the disk meets both alike; the first round warms up.
            await atZero.RoundAsync(round > 0);
            await atDepth.RoundAsync(round > 0);
        }

        Console.WriteLine($"            depth 0     depth {depth:N0}     ratio");
        foreach (var (name, index) in new[] { ("append", 0), ("fetch", 1), ("ack", 2) })
        {
            var (zero, deepest) = (atZero.Median(index), atDepth.Median(index));
            Console.WriteLine($"{name,-8} {zero,8:F1} us {deepest,12:F1} us {deepest / zero,9:F2}");
        }
    }

    /// <summary>One mailbox: an append of one row each, then a page from the front and its acknowledgement.</summary>
    private sealed class Measured(IMailboxLog log, BenchMailbox mailbox)
    {
        private readonly List<double>[] _times = [[], [], []];
        private ulong _first = 1;

        internal async Task RoundAsync(bool isCounted)
        {
            for (var i = 0; i < PageRows; i++)
            {
                await TimeAsync(0, isCounted, async () => await mailbox.AppendAsync(1));
            }

            await TimeAsync(1, isCounted, async () =>
                _first = (await log.ReadAsync(mailbox.User, _first, PageRows, int.MaxValue, 0, default))[^1].Header.Sequence + 1);
            await TimeAsync(2, isCounted, async () => await mailbox.TrimAsync(_first - 1));
        }

        internal double Median(int index) => _times[index].Order().ElementAt(_times[index].Count / 2);

        private async Task TimeAsync(int index, bool isCounted, Func<Task> action)
        {
            var started = Stopwatch.GetTimestamp();
            await action();
            if (isCounted)
            {
                _times[index].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }
    }
}
