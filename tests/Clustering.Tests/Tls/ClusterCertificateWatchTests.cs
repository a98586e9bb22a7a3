using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sdtp.Clustering.Tls;
using Xunit;

namespace Sdtp.Clustering.Tests.Tls;

/// <summary>An operator hears of the end of a certificate while there is time to do something about it.</summary>
public sealed class ClusterCertificateWatchTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly CertificateFolder _certificates;
    private readonly ClusterTls _tls;
    private readonly LogLines _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly ClusterCertificateWatch _watch;

    public ClusterCertificateWatchTests()
    {
        _certificates = new CertificateFolder(_clock);
        _tls = _certificates.Load(ClusterRole.Silo, _clock);
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _watch = new ClusterCertificateWatch(_tls, _clock, _loggers.CreateLogger<ClusterCertificateWatch>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _watch.Dispose();
        _loggers.Dispose();
        _tls.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_ends_within_a_month_is_spoken_of_at_the_start_and_every_day()
    {
        _clock.Advance(TimeSpan.FromDays(CertificateFolder.Days - 30));
        await _watch.StartAsync(Cancellation);

        var first = await _log.NextAsync(Cancellation);
        _clock.Advance(TimeSpan.FromDays(1));
        var second = await _log.NextAsync(Cancellation);
        await _watch.StopAsync(Cancellation);

        Assert.Contains($"ends on {_tls.NotAfter.ToUniversalTime():u}", first, StringComparison.Ordinal);
        Assert.Contains("in 29 days", first, StringComparison.Ordinal);
        Assert.Contains("in 28 days", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_that_it_is_silent_and_then_the_first_day_within_the_month_is_heard()
    {
        _clock.Advance(TimeSpan.FromDays(CertificateFolder.Days - 31));
        await _watch.StartAsync(Cancellation);

        // What would have been said at the start would come first.
        _clock.Advance(TimeSpan.FromDays(1));
        var line = await _log.NextAsync(Cancellation);
        await _watch.StopAsync(Cancellation);

        Assert.Contains("in 29 days", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gauge_counts_down()
    {
        var seconds = new List<double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ClusterCertificateWatch.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seconds.Add(value));
        listener.Start();

        listener.RecordObservableInstruments();
        _clock.Advance(TimeSpan.FromHours(1));
        listener.RecordObservableInstruments();

        Assert.Contains(seconds, earlier => seconds.Any(later => Math.Abs(earlier - later - 3600) < 0.001));
    }
}
