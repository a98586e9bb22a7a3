using System.Net;

namespace Sdtp.Clustering.Tests;

/// <summary>Silos to put into a table.</summary>
internal static class Silos
{
    private static int _generation = 1_000;

    internal static DateTime Noon { get; } = new(2026, 1, 2, 12, 0, 0, 125, DateTimeKind.Unspecified);

    internal static SiloAddress NewAddress(string address = "127.0.0.1") =>
        SiloAddress.New(IPAddress.Parse(address), 11_111, Interlocked.Increment(ref _generation));

    internal static MembershipEntry New(SiloStatus status = SiloStatus.Joining, int proxyPort = 30_000, string address = "127.0.0.1")
    {
        var silo = NewAddress(address);
        return new MembershipEntry
        {
            SiloAddress = silo,
            HostName = "host",
            SiloName = $"silo-{silo.Generation}",
            Status = status,
            ProxyPort = proxyPort,
            RoleName = "role",
            UpdateZone = 3,
            FaultZone = 4,
            StartTime = Noon,
            IAmAliveTime = Noon.AddMinutes(1),
            SuspectTimes = [],
        };
    }
}
