using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Sdtp.Gateway;
using Sdtp.Grains;

namespace Sdtp.Silo.Configuration;

/// <summary>Everything that can be set. Flags, environment and file are read by this one table, so that they cannot disagree.</summary>
internal static class Settings
{
    private const string Yes = "true or false";
    private const string Count = "a whole number";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new("--listen", "ADDRESS:PORT", "Address and port for clients (default 127.0.0.1:5000; port 0 takes a free one).", TryListen, "an IP address and a port, such as 127.0.0.1:5000 or [::]:5000"),
        new("--data", "FOLDER", "Folder of database and certificate, made on the first start (default ./data).", TryData, "a folder"),
        new("--certificate", "FILE", "TLS certificate to show: PEM or PKCS#12 (default: one made in the data folder).", TryCertificate, "a file"),
        new("--certificate-key", "FILE", "PEM of the certificate's private key, where it is not in the same file.", TryKey, "a file"),
        Switch("--plaintext", "Plain TCP in place of TLS; on loopback only.", static (o, on) => o.Plaintext = on),
        Switch("--plaintext-on-any-address", "Lets --plaintext listen where other machines can reach it.", static (o, on) => o.PlaintextOnAnyAddress = on),
        new("--silo-port", "PORT", "Loopback port between silos (default: a free one).", TrySiloPort, "a port, 0 to 65535"),
        new("--log-level", "LEVEL", "Least severe log entries on standard error (default Warning).", TryLogLevel, "one of Trace, Debug, Information, Warning, Error, Critical, None"),
        Gateway("--connections", "Most connections at once (default 32768).", static (o, n) => o.ConnectionsMax = n),
        Gateway("--connections-per-address", "Most connections from one address (default 256).", static (o, n) => o.ConnectionsPerAddressMax = n),
        Switch("--limit-loopback", "Limits per address hold for loopback too.", static (o, on) => o.LimitLoopback = on),
        Gateway("--idle-seconds", "Seconds without a frame after which a connection is closed (default 300).", static (o, n) => o.IdleTimeout = TimeSpan.FromSeconds(n)),
        Gateway("--pending-requests", "Unanswered requests of one connection (default 256).", static (o, n) => o.PendingRequestsMax = n),
        Gateway("--delivery-window", "Most unacknowledged messages pushed to a subscriber (default 1024).", static (o, n) => o.DeliveryWindowMax = n),
        Gateway("--lookups-per-minute", "Lookups per minute of one session (default 600).", static (o, n) => o.LookupsPerMinute = n),
        Gateway("--logins-per-minute", "Login attempts per minute from one address (default 120).", static (o, n) => o.LoginsPerMinute = n),
        Gateway("--registrations-per-minute", "Registration attempts per minute from one address (default 30).", static (o, n) => o.RegistrationsPerMinute = n),
        Mailbox("--mailbox-bytes", "Most envelope bytes in one mailbox (default 67108864).", static (o, n) => o.MailboxBytesMax = n),
        Mailbox("--mailbox-messages", "Most messages in one mailbox (default 100000).", static (o, n) => o.MailboxMessagesMax = checked((int)n)),
        Mailbox("--retention-seconds", "Seconds that an unacknowledged message is kept (default 2592000, 30 days).", static (o, n) => o.Retention = TimeSpan.FromSeconds(n)),
        Mailbox("--retry-window-seconds", "Seconds during which a repeated message id is recognised (default 120).", static (o, n) => o.RetryWindow = TimeSpan.FromSeconds(n)),
    ];

    private static Setting Switch(string flag, string description, Action<GatewayOptions, bool> set) => new(flag, "", description, (options, text) =>
    {
        var isValid = bool.TryParse(text, out var on);
        options.Gateway += gateway => set(gateway, on);
        return isValid;
    }, Yes);

    private static Setting Gateway(string flag, string description, Action<GatewayOptions, int> set) => new(flag, "N", description, (options, text) =>
    {
        var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        options.Gateway += gateway => set(gateway, number);
        return isValid;
    }, Count);

    private static Setting Mailbox(string flag, string description, Action<MailboxOptions, long> set) => new(flag, "N", description, (options, text) =>
    {
        // Large enough for every limit there is, small enough that no unit overflows.
        var isValid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue * 64L;
        options.Mailboxes += mailboxes => set(mailboxes, number);
        return isValid;
    }, Count);

    private static bool TryListen(SiloOptions options, string text)
    {
        const string localhost = "localhost:";
        if (text.StartsWith(localhost, StringComparison.OrdinalIgnoreCase))
        {
            text = $"{IPAddress.Loopback}:{text[localhost.Length..]}";
        }

        // The parser takes an address alone too, with port 0, which nobody means who leaves it out.
        var hasPort = text.LastIndexOf(':') > text.LastIndexOf(']') && (text.Contains(']', StringComparison.Ordinal) || text.Count(c => c == ':') == 1);
        if (!hasPort || !IPEndPoint.TryParse(text, out var endPoint))
        {
            return false;
        }

        options.Listen = endPoint;
        return true;
    }

    private static bool TryData(SiloOptions options, string text)
    {
        options.DataFolder = text;
        return text.Length > 0;
    }

    private static bool TryCertificate(SiloOptions options, string text)
    {
        options.CertificatePath = text;
        return text.Length > 0;
    }

    private static bool TryKey(SiloOptions options, string text)
    {
        options.CertificateKeyPath = text;
        return text.Length > 0;
    }

    private static bool TrySiloPort(SiloOptions options, string text)
    {
        var isValid = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        options.SiloPort = port;
        return isValid;
    }

    private static bool TryLogLevel(SiloOptions options, string text)
    {
        var isValid = Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) && !char.IsAsciiDigit(text[0]);
        options.LogLevel = level;
        return isValid;
    }
}
