namespace Sdtp.Client.Connection;

/// <summary>The waits of one run of failures.</summary>
internal sealed class Backoff(BackoffOptions options)
{
    private int _failures;

    internal TimeSpan Next()
    {
        var full = options.First.Ticks * Math.Pow(2, _failures);
        var capped = Math.Min(full, options.Max.Ticks);
        if (full < options.Max.Ticks)
        {
            _failures++;
        }

        return TimeSpan.FromTicks((long)(capped * (1 - (options.Jitter * options.Chance()))));
    }

    /// <summary>The next wait, or the longer one that the relay asks for, as far as that is reasonable.</summary>
    internal TimeSpan Next(TimeSpan asked, TimeSpan askedMax)
    {
        var next = Next();
        var granted = asked < askedMax ? asked : askedMax;
        return granted > next ? granted : next;
    }

    internal void Reset() => _failures = 0;
}
