using System.Globalization;

namespace Sdtp.Tui.Chat.Presentation;

/// <summary>Times and days in a person's own zone.</summary>
internal sealed class Times(TimeProvider clock)
{
    internal DateOnly Today => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    internal string TimeOfDay(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For a separator between days.</summary>
    internal string Day(DateOnly day)
    {
        var date = day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);
        return (Today.DayNumber - day.DayNumber) switch
        {
            0 => $"Today, {date}",
            1 => $"Yesterday, {date}",
            _ => date,
        };
    }

    /// <summary>For a list: the time today, the weekday within a week, else the date; at most six columns.</summary>
    internal string Short(DateTimeOffset at) => (Today.DayNumber - DayOf(at).DayNumber) switch
    {
        0 => TimeOfDay(at),
        > 0 and < 7 => Local(at).ToString("ddd", CultureInfo.InvariantCulture),
        _ => Local(at).ToString("d MMM", CultureInfo.InvariantCulture),
    };

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).DateTime;
}
