using System.Diagnostics;
using System.Globalization;
using Sdtp.Client;
using Sdtp.Load.Workload;
using Sdtp.Protocol.Identifiers;
using Spectre.Console;
using Profile = Sdtp.Client.Profile;

namespace Sdtp.Tui.Bench.History;

/// <summary>
/// Searches of a very long history beside a plain scan of it in the same seconds: through all its pages, with nothing kept of it.
/// Each text gets a copy of the history that nobody has searched.
/// </summary>
internal static class SearchRun
{
    private const int Times = 20;
    private const int PageMax = 500;

    internal static void Run(string home, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("search in all chats");
        foreach (var column in new[] { "plain ms", "first ms", "later p50 ms", "first / plain", "later / plain", "index MiB" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (name, text) in new[]
        {
            ("a word of the third message", LongHistory.Needle),
            ("a word that is nowhere", "zebrafish"),
            ("common words in an order that is nowhere", Chatter.FrequentNowhere),
            ("three words that are never together", new Chatter().Phrase),
            ("two letters that are nowhere", "\u5C71\u5DDD"),
            ("a word of every other message", Chatter.Frequent),
        })
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.AddRow([name, .. OnCopy(home, text, cancellationToken)]);
        }

        Report.Write(table);
    }

    private static string[] OnCopy(string home, string text, CancellationToken cancellationToken)
    {
        var copy = Directory.CreateTempSubdirectory("sdtp-tui-bench-").FullName;
        try
        {
            foreach (var path in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(home, path));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(path, to);
            }

            var before = SizeMiB(copy);
            var times = Measure(copy, text, cancellationToken);
            return [.. times, Number(SizeMiB(copy) - before)];
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static string[] Measure(string home, string text, CancellationToken cancellationToken)
    {
        var opened = Profile.Open(home, Username.Parse("Bob"), passphrase: null);
        using var profile = opened.IsOpen ? opened.Profile : throw new BenchFailedException(opened.Message);
        var history = profile.History;

        // Once unmeasured: the first pages also read the file and compile the code.
        _ = Plain(history, text);
        var start = Stopwatch.GetTimestamp();
        var expected = Plain(history, text);
        var plain = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        var hit = history.Search(text, chat: null, long.MaxValue, cancellationToken)?.Id;
        var first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var later = new LatencyHistogram();
        for (var i = 0; i < Times; i++)
        {
            start = Stopwatch.GetTimestamp();
            var again = history.Search(text, chat: null, long.MaxValue, cancellationToken)?.Id;
            later.Record(start);
            if (again != expected || hit != expected)
            {
                throw new BenchFailedException($"The search for '{text}' found {hit} and {again} where the plain scan found {expected}.");
            }
        }

        var p50 = later.Percentile(0.5);
        return [Number(plain), Number(first), Number(p50), Ratio(first / plain), Ratio(p50 / plain)];
    }

    private static long? Plain(ChatHistory history, string text)
    {
        var before = long.MaxValue;
        while (history.Page(LongHistory.Chat, before, PageMax) is { Count: > 0 } page)
        {
            var hits = page.Where(entry => ((TextContent)entry.Content).Text.Contains(text, StringComparison.OrdinalIgnoreCase));
            if (hits.LastOrDefault() is { } hit)
            {
                return hit.Id;
            }

            before = page[0].Id;
        }

        return null;
    }

    private static double SizeMiB(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Sum(path => new FileInfo(path).Length) / 1024.0 / 1024.0;

    private static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("N3", CultureInfo.InvariantCulture);
}
