using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Sdtp.Gateway.Hosting;

/// <summary>How every program of the relay logs: one line an entry, on standard error.</summary>
public static class HostLogging
{
    /// <summary>Adds it.</summary>
    /// <param name="builder">The program's host.</param>
    /// <param name="level">The least severe entries that are written.</param>
    public static void Add(IHostApplicationBuilder builder, LogLevel level)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });

        // Standard output is for the address; a script may read it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
