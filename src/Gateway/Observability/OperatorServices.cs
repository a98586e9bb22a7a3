using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Gateway.Observability;

/// <summary>How a program, with or without a silo, lets its operator look inside.</summary>
public static class OperatorServices
{
    private const string OtlpVariablePrefix = "OTEL_";
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters = ["Sdtp.*", "Microsoft.Orleans", "System.Runtime"];

    // Orleans' own would name grains, and so people.
    private static readonly string[] Sources = ["Sdtp.*"];

    /// <summary>
    /// Adds the exporters that are asked for: Prometheus by <see cref="GatewayHostOptions.Metrics"/>, OTLP by the standard variable
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; with neither, nothing listens to any instrument. Call it before the silo, the client and the
    /// gateway are added, so that the endpoint starts first and stops last.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">What the operator asked for.</param>
    /// <exception cref="StartException">Metrics are asked for and nowhere to be shown.</exception>
    public static void AddSdtpOperating(this IHostApplicationBuilder builder, GatewayHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        AddTelemetry(builder, options.Metrics);
        if (options.Health is not { } health)
        {
            if (options.Metrics)
            {
                throw new StartException("--metrics needs an address to be shown at: add --health ADDRESS:PORT.", isBadOption: true);
            }

            return;
        }

        builder.Services.AddSingleton<IReadinessCheck, ClusterReadiness>();
        builder.Services.AddHostedService(provider => new OperatorEndpoint(
            health, options.Metrics, provider, provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddTelemetry(IHostApplicationBuilder builder, bool showMetrics)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(pair => ((string)pair.Key).StartsWith(OtlpVariablePrefix, StringComparison.Ordinal))
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value);
        var sends = variables.TryGetValue(OtlpEndpoint, out var endpoint) && !string.IsNullOrEmpty(endpoint);
        if (!showMetrics && !sends)
        {
            return;
        }

        // The exporters read their variables from the host's configuration, which holds nothing else of the environment.
        builder.Configuration.AddInMemoryCollection(variables);
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (showMetrics)
            {
                metrics.AddPrometheusExporter();
            }

            if (sends)
            {
                metrics.AddOtlpExporter();
            }
        });
        if (sends)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter());
        }
    }
}
