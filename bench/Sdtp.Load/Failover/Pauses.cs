using System.Collections.Concurrent;
using System.Globalization;

namespace Sdtp.Load.Failover;

/// <summary>
/// How long senders waited. Of every message the time from the call to its acknowledgement is kept, and of every pair of sender and
/// recipient the longest: between two disturbances the first says little, because most messages meet none.
/// </summary>
internal sealed class Pauses
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentDictionary<(int Sender, int Recipient), TimeSpan> _longest = new();

    internal void Note(int sender, int recipient, TimeSpan wait)
    {
        _waits.Enqueue(wait);
        _longest.AddOrUpdate((sender, recipient), wait, (_, before) => wait > before ? wait : before);
    }

    internal IEnumerable<string> Lines()
    {
        yield return Line("each message", _waits);
        yield return Line("longest wait of each sender to each recipient", _longest.Values);
    }

    private static string Line(string what, IEnumerable<TimeSpan> waits)
    {
        var sorted = waits.Order().ToList();
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * share) - 1)].TotalMilliseconds;
        return sorted.Count == 0
            ? $"pause, {what}: none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"pause, {what}: p50 {At(0.5):N0} ms, p99 {At(0.99):N0} ms, max {At(1):N0} ms of {sorted.Count:N0}");
    }
}
