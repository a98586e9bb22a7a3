using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Sdtp.Gateway.Observability;

/// <summary>
/// Plain HTTP for probes and for Prometheus: <c>/health/live</c>, <c>/health/ready</c> and, when asked for, <c>/metrics</c>. It starts
/// before every other service and stops after them, so that a process that is not ready can still say why.
/// </summary>
internal sealed class OperatorEndpoint(IPEndPoint address, bool showMetrics, IServiceProvider services, TimeProvider clock)
    : IHostedService, IAsyncDisposable
{
    // Shorter than the patience of common probes, so that the answer names the culprit before the probe gives up.
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    private WebApplication? _http;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddOptions();

        // Signals belong to the host around this one.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        _http = builder.Build();
        if (showMetrics)
        {
            var meters = services.GetRequiredService<MeterProvider>();
            _http.UseOpenTelemetryPrometheusScrapingEndpoint(
                meters, predicate: null, path: null, configureBranchedPipeline: null, optionsName: null);
        }

        _http.Run(AnswerAsync);
        try
        {
            await _http.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException refused)
        {
            throw new OperatorEndpointException(address, "health", "--health", refused);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _http?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_http is not null)
        {
            await _http.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (status, text) = context.Request.Path.Value switch
        {
            "/health/live" => (StatusCodes.Status200OK, "live\n"),
            "/health/ready" => await JudgeAsync(context.RequestAborted).ConfigureAwait(false),
            _ => (StatusCodes.Status404NotFound, "Nothing here: ask for /health/live or /health/ready.\n"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<(int Status, string Text)> JudgeAsync(CancellationToken cancellationToken)
    {
        var checks = services.GetServices<IReadinessCheck>().ToArray();
        var faults = await Task.WhenAll(checks.Select(check => FindFaultAsync(check, cancellationToken))).ConfigureAwait(false);
        var text = new StringBuilder(faults.All(fault => fault is null) ? "ready\n" : "not ready\n");
        for (var i = 0; i < checks.Length; i++)
        {
            text.Append(checks[i].Subject).Append(": ").Append(faults[i] ?? "ok").Append('\n');
        }

        var status = faults.All(fault => fault is null) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return (status, text.ToString());
    }

    private async Task<string?> FindFaultAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CheckTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // Started apart and waited for: a check that never looks at its token still ends here.
            return await Task.Run(() => check.FindFaultAsync(either.Token), either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return $"has not answered for {CheckTime.TotalSeconds:0} s";
        }
        catch (Exception e)
        {
            return $"does not answer ({e.Message.ReplaceLineEndings(" ")})";
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
