using System.CommandLine;
using System.Globalization;
using Sdtp.Admin.Configuration;
using Sdtp.Admin.Stores;
using Sdtp.Storage.Inspection;

namespace Sdtp.Admin.Stats;

/// <summary><c>sdtp-admin stats</c>: how much a relay holds.</summary>
internal static class StatsVerb
{
    internal static Command Create(TextWriter output, TimeProvider clock) => RelayVerb.Create(
        "stats",
        "How much the relay holds: users, mailboxes and their depths, the oldest message, the size of the store.",
        null,
        async (options, _, isJson, cancellationToken) =>
        {
            var statistics = await RelayStores.ReadAsync(options, store => store.CountAsync(cancellationToken));
            if (isJson)
            {
                Output.WriteJson(output, Report(statistics));
            }
            else
            {
                Write(output, statistics, clock.GetUtcNow());
            }
        });

    private static object Report(StoreStatistics statistics) => new
    {
        statistics.Users,
        statistics.Mailboxes,
        statistics.Messages,
        Depths = statistics.Depths.Select((mailboxes, i) => new
        {
            From = DepthClass.LowestOf(i),
            To = HighestOf(i),
            Mailboxes = mailboxes,
        }),
        statistics.OldestAt,
        statistics.Bytes,
    };

    private static void Write(TextWriter output, StoreStatistics statistics, DateTimeOffset now)
    {
        Output.WriteLine(output, "users", Output.Number(statistics.Users));
        Output.WriteLine(output, "mailboxes", Output.Number(statistics.Mailboxes));
        Output.WriteLine(output, "messages", $"{Output.Number(statistics.Messages)} waiting");
        Output.WriteLine(output, "oldest", statistics.OldestAt is { } oldest ? Output.Time(oldest, now) : "none");
        Output.WriteLine(output, "store", statistics.Bytes is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB")
            : "of unknown size: Azure Tables do not tell; the metrics of the storage account do");
        output.WriteLine();
        output.WriteLine("waiting in a mailbox    mailboxes");
        var last = statistics.Depths.ToList().FindLastIndex(mailboxes => mailboxes > 0);
        for (var i = 0; i <= Math.Max(last, 0); i++)
        {
            var range = (i, HighestOf(i)) switch
            {
                (0, _) => "0",
                (_, { } highest) => $"{Output.Number(DepthClass.LowestOf(i))} to {Output.Number(highest)}",
                _ => $"{Output.Number(DepthClass.LowestOf(i))} and more",
            };
            output.WriteLine($"{range,-22}{Output.Number(statistics.Depths[i]),11}");
        }
    }

    private static long? HighestOf(int index) => index == DepthClass.Count - 1 ? null : DepthClass.LowestOf(index + 1) - 1;
}
