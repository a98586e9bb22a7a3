using System.Net;

namespace Sdtp.Gateway.Configuration;

/// <summary>The settings by which an operator looks inside.</summary>
public static class OperatingSettings
{
    /// <summary>The settings, for the options of any program of the relay.</summary>
    /// <typeparam name="TOptions">The program's options.</typeparam>
    public static IReadOnlyList<Setting<TOptions>> Of<TOptions>()
        where TOptions : GatewayHostOptions =>
    [
        new(
            "--health",
            "ADDRESS:PORT",
            "Plain HTTP with /health/live and /health/ready (default: none).",
            TryHealth,
            "an IP address and a port, such as 127.0.0.1:8080"),
        new(
            "--metrics",
            "",
            "Adds /metrics for Prometheus to the address of --health.",
            static (o, text) => bool.TryParse(text, out var on) && ((o.Metrics = on) || true),
            "true or false"),
        new(
            "--log-format",
            "FORMAT",
            "How log entries are written: text or json (default text).",
            static (o, text) => text is "text" or "json" && ((o.JsonLogs = text == "json") || true),
            "text or json"),
    ];

    private static bool TryHealth(GatewayHostOptions options, string text)
    {
        // The runtime's parser takes an address alone too, with port 0, where no probe would find it.
        var isValid = IPEndPoint.TryParse(text, out var address) && address.Port != 0;
        options.Health = isValid ? address : null;
        return isValid;
    }
}
