using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Sdtp.Silo.Observability;

/// <summary>How many silos this one believes in, by status: when two silos differ for long, the cluster is not one.</summary>
internal sealed class MembershipMetrics : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Sdtp.Silo");
    private readonly IClusterMembershipService _membership;

    public MembershipMetrics(IClusterMembershipService membership)
    {
        _membership = membership;
        _meter.CreateObservableGauge("sdtp.silo.members", Count, "{silo}", "Silos that this one knows of, by status.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Count() => _membership.CurrentSnapshot.Members.Values
        .GroupBy(member => member.Status)
        .Select(members => new Measurement<int>(members.Count(), new KeyValuePair<string, object?>("status", members.Key.ToString())));
}
