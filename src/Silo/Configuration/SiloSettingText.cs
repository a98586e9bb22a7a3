using System.Net;
using Sdtp.Gateway.Configuration;

namespace Sdtp.Silo.Configuration;

/// <summary>Reads the settings of a silo that are neither a number nor a switch.</summary>
internal static class SiloSettingText
{
    private const string OwnAddressWord = "auto";

    internal static bool TrySiloPort(SiloOptions options, string text)
    {
        var isValid = SettingText.TryPort(text, out var port);
        options.SiloPort = port;
        return isValid;
    }

    internal static bool TrySiloGatewayPort(SiloOptions options, string text)
    {
        var isValid = SettingText.TryPort(text, out var port);
        options.SiloGatewayPort = port;
        return isValid;
    }

    internal static bool TrySiloAddress(SiloOptions options, string text)
    {
        if (text.Equals(OwnAddressWord, StringComparison.OrdinalIgnoreCase))
        {
            options.SiloAddress = OwnAddress.Find();
            return true;
        }

        var isValid = IPAddress.TryParse(text, out var address);
        options.SiloAddress = address ?? options.SiloAddress;
        return isValid;
    }

    internal static bool TryDashboard(SiloOptions options, string text)
    {
        // The runtime's parser takes an address alone too, with port 0, where no browser would find it.
        var isValid = IPEndPoint.TryParse(text, out var address) && address.Port != 0;
        options.Dashboard = isValid ? address : null;
        return isValid;
    }

    internal static bool TryStorage(SiloOptions options, string text)
    {
        var isValid = Enum.GetNames<StorageKind>().Contains(text, StringComparer.OrdinalIgnoreCase);
        options.Storage = isValid ? Enum.Parse<StorageKind>(text, ignoreCase: true) : default;
        return isValid;
    }
}
