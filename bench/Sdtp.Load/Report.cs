using System.Globalization;
using Sdtp.Load.Workload;
using Spectre.Console;

namespace Sdtp.Load;

/// <summary>The tables at the end of a run.</summary>
internal static class Report
{
    internal static void Write(IEnumerable<PhaseResult> results)
    {
        var table = new Table().Border(TableBorder.Markdown)
            .AddColumn("phase")
            .AddColumn(new TableColumn("messages").RightAligned())
            .AddColumn(new TableColumn("per second").RightAligned())
            .AddColumn(new TableColumn("p50 ms").RightAligned())
            .AddColumn(new TableColumn("p99 ms").RightAligned());
        foreach (var result in results)
        {
            table.AddRow(
                result.Name,
                Whole(result.Count),
                Whole(result.PerSecond),
                result.Latencies is null ? "" : Fraction(result.Latencies.Percentile(0.50)),
                result.Latencies is null ? "" : Fraction(result.Latencies.Percentile(0.99)));
        }

        AnsiConsole.Write(table);
    }

    internal static void Write(IEnumerable<DepthRow> rows, int depth)
    {
        var table = new Table().Border(TableBorder.Markdown)
            .AddColumn("operation")
            .AddColumn(new TableColumn("empty, us").RightAligned())
            .AddColumn(new TableColumn($"depth {Whole(depth)}, us").RightAligned())
            .AddColumn(new TableColumn("ratio").RightAligned());
        foreach (var row in rows)
        {
            table.AddRow(row.Operation, Whole(row.Shallow), Whole(row.Deep), Fraction(row.Ratio));
        }

        AnsiConsole.Write(table);
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Fraction(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
