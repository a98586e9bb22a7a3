using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Sdtp.Silo.Configuration;

/// <summary>Reads the settings that are neither a number nor a switch.</summary>
internal static class SettingText
{
    private const string Localhost = "localhost:";

    internal static bool TryListen(SiloOptions options, string text)
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

    internal static bool TrySiloPort(SiloOptions options, string text)
    {
        var isValid = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        options.SiloPort = port;
        return isValid;
    }

    internal static bool TryLogLevel(SiloOptions options, string text)
    {
        // Names only: the parser would take numbers too.
        var isValid = Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase);
        options.LogLevel = isValid ? Enum.Parse<LogLevel>(text, ignoreCase: true) : default;
        return isValid;
    }

    private static bool HasPort(string text)
    {
        var isBracketed = text.Contains(']', StringComparison.Ordinal);
        return isBracketed ? text.LastIndexOf(':') > text.LastIndexOf(']') : text.Count(c => c == ':') == 1;
    }
}
