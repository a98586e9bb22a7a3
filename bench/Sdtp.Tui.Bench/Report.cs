using System.Globalization;
using Sdtp.Load.Workload;
using Spectre.Console;

namespace Sdtp.Tui.Bench;

/// <summary>One row of a table: a name, what was counted, and how long each took.</summary>
internal sealed record Measured(string Name, string Count, LatencyHistogram Times);

/// <summary>The tables at the end of a run.</summary>
internal static class Report
{
    internal static void Write(string counted, IEnumerable<Measured> rows)
    {
        var table = new Table().Border(TableBorder.Markdown)
            .AddColumn("phase")
            .AddColumn(new TableColumn(counted).RightAligned())
            .AddColumn(new TableColumn("p50 ms").RightAligned())
            .AddColumn(new TableColumn("p99 ms").RightAligned())
            .AddColumn(new TableColumn("max ms").RightAligned());
        foreach (var row in rows)
        {
            table.AddRow(row.Name, row.Count, Ms(row.Times, 0.5), Ms(row.Times, 0.99), Ms(row.Times, 1));
        }

        Write(table);
    }

    /// <summary>Writes a table whose rows stay on one line each, however wide the terminal is.</summary>
    internal static void Write(Table table)
    {
        AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
    }

    private static string Ms(LatencyHistogram times, double share) => times.Percentile(share).ToString("N2", CultureInfo.InvariantCulture);
}
