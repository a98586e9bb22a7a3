using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Sdtp.Gateway.Hosting;

/// <summary>How every program of the relay logs: one line an entry, on standard error.</summary>
public static class HostLogging
{
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Adds it.</summary>
    /// <param name="builder">The program's host.</param>
    /// <param name="level">The least severe entries that are written.</param>
    /// <param name="json">Whether an entry is a JSON object, for a collector, in place of words for people.</param>
    public static void Add(IHostApplicationBuilder builder, LogLevel level, bool json)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.SetMinimumLevel(level);
        if (json)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = Timestamp;
                console.UseUtcTimestamp = true;
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
                console.TimestampFormat = Timestamp + " ";
                console.UseUtcTimestamp = true;
            });
        }

        // Standard output is for the address; a script may read it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
