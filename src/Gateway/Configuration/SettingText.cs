using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Sdtp.Clustering.AzureStorage;

namespace Sdtp.Gateway.Configuration;

/// <summary>Reads the settings that are neither a number nor a switch.</summary>
public static class SettingText
{
    private const string Localhost = "localhost:";

    internal static bool TryListen(GatewayHostOptions options, string text)
    {
        if (text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            text = $"{IPAddress.Loopback}:{text[Localhost.Length..]}";
        }

        // The runtime's parser takes an address alone too, with port 0, which nobody means who leaves the port out.
        if (!HasPort(text) || !IPEndPoint.TryParse(text, out var endPoint))
        {
            return false;
        }

        options.Listen = endPoint;
        return true;
    }

    internal static bool TryConnectionStrings(GatewayHostOptions options, string text)
    {
        options.StorageConnectionStrings = Lines(text);
        return options.StorageConnectionStrings.Count > 0 && options.StorageConnectionStrings.All(AzureConnectionString.IsValid);
    }

    internal static bool TryEndpoints(GatewayHostOptions options, string text)
    {
        var endpoints = new List<Uri>();
        foreach (var line in Lines(text))
        {
            if (!Uri.TryCreate(line, UriKind.Absolute, out var endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
            {
                return false;
            }

            endpoints.Add(endpoint);
        }

        options.StorageEndpoints = endpoints;
        return endpoints.Count > 0;
    }

    internal static bool TryLogLevel(GatewayHostOptions options, string text)
    {
        // Names only: the parser would take numbers too.
        var isValid = Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase);
        options.LogLevel = isValid ? Enum.Parse<LogLevel>(text, ignoreCase: true) : default;
        return isValid;
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Reads a port; zero is one.</summary>
    /// <param name="text">Decimal digits.</param>
    /// <param name="port">The port.</param>
    public static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static bool HasPort(string text)
    {
        var isBracketed = text.Contains(']', StringComparison.Ordinal);
        return isBracketed ? text.LastIndexOf(':') > text.LastIndexOf(']') : text.Count(c => c == ':') == 1;
    }
}
