using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sdtp.Clustering.Tls;

/// <summary>
/// Warns while the certificate of this process ends soon: an expired one stops no connection that is open, so that nobody notices before
/// the first restart fails.
/// </summary>
internal sealed partial class ClusterCertificateWatch : BackgroundService
{
    internal const string MeterName = "Sdtp.Clustering";

    /// <summary>How long before its end a certificate is renewed, and spoken of.</summary>
    internal static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    private static readonly TimeSpan Often = TimeSpan.FromDays(1);

    private readonly Meter _meter = new(MeterName);
    private readonly ClusterTls _tls;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public ClusterCertificateWatch(ClusterTls tls, TimeProvider clock, ILogger<ClusterCertificateWatch> logger)
    {
        (_tls, _clock, _logger) = (tls, clock, logger);
        _meter.CreateObservableGauge(
            "sdtp.cluster.certificate.remaining",
            () => (_tls.NotAfter - _clock.GetUtcNow()).TotalSeconds,
            "s",
            "Time until the cluster certificate of this process ends.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, _clock);
        do
        {
            var remaining = _tls.NotAfter - _clock.GetUtcNow();
            if (remaining <= Notice)
            {
                LogEndsSoon(_tls.NotAfter.ToUniversalTime(), Math.Max(0, (int)remaining.TotalDays));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
