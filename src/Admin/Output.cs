using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sdtp.Admin;

/// <summary>How results are written: aligned lines for people, one object for programs.</summary>
internal static class Output
{
    private const int LabelWidth = 14;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // For files and pipes, never for a page: names stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    internal static void WriteJson<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, Json));

    internal static void WriteLine(TextWriter output, string label, string value) =>
        output.WriteLine(label.PadRight(LabelWidth) + value);

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A moment and how long ago it was, for people.</summary>
    internal static string Time(DateTimeOffset time, DateTimeOffset now)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{text} ({Ago(now - time)})";
    }

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s ago"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min ago"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days ago"),
    };
}
