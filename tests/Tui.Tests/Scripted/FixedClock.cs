using Microsoft.Extensions.Time.Testing;

namespace Sdtp.Tui.Tests.Scripted;

internal static class FixedClock
{
    /// <summary>Noon of the day of <see cref="People.Noon"/>, one hour east of Greenwich.</summary>
    internal static FakeTimeProvider Create()
    {
        var clock = new FakeTimeProvider(People.Noon);
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test"));
        return clock;
    }
}
