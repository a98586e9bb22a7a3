using System.Globalization;
using Sdtp.Gateway;
using Sdtp.Grains;

namespace Sdtp.Silo.Configuration;

/// <summary>Everything that can be set. Flags, environment and file are read by this one table, so that they cannot disagree.</summary>
internal static class Settings
{
    internal static IReadOnlyList<Setting> All { get; } =
    [
        new(
            "--listen",
            "ADDRESS:PORT",
            "Address and port for clients (default 127.0.0.1:5000; port 0 takes a free one).",
            SettingText.TryListen,
            "an IP address and a port, such as 127.0.0.1:5000 or [::]:5000"),
        new(
            "--data",
            "FOLDER",
            "Folder of database and certificate, made on the first start (default ./data).",
            static (o, text) => (o.DataFolder = text).Length > 0,
            "a folder"),
        new(
            "--certificate",
            "FILE",
            "TLS certificate to show: PEM or PKCS#12 (default: one made in the data folder).",
            static (o, text) => (o.CertificatePath = text).Length > 0,
            "a file"),
        new(
            "--certificate-key",
            "FILE",
            "PEM of the certificate's private key, where it is not in the same file.",
            static (o, text) => (o.CertificateKeyPath = text).Length > 0,
            "a file"),
        Switch("--plaintext", "Plain TCP in place of TLS; on loopback only.", static (o, on) => o.Plaintext = on),
        Switch(
            "--plaintext-on-any-address",
            "Lets --plaintext listen where other machines can reach it.",
            static (o, on) => o.PlaintextOnAnyAddress = on),
        .. ClusterSettings.All,
        new(
            "--log-level",
            "LEVEL",
            "Least severe log entries on standard error (default Warning).",
            SettingText.TryLogLevel,
            "one of Trace, Debug, Information, Warning, Error, Critical, None"),
        Gateway("--connections", "Most connections at once (default 32768).", static (o, n) => o.ConnectionsMax = n),
        Gateway(
            "--connections-per-address",
            "Most connections from one address (default 256).",
            static (o, n) => o.ConnectionsPerAddressMax = n),
        Switch("--limit-loopback", "Limits per address hold for loopback too.", static (o, on) => o.LimitLoopback = on),
        Gateway(
            "--idle-seconds",
            "Seconds without a frame after which a connection is closed (default 300).",
            static (o, n) => o.IdleTimeout = TimeSpan.FromSeconds(n)),
        Gateway("--pending-requests", "Unanswered requests of one connection (default 256).", static (o, n) => o.PendingRequestsMax = n),
        Gateway(
            "--delivery-window",
            "Most unacknowledged messages pushed to a subscriber (default 1024).",
            static (o, n) => o.DeliveryWindowMax = n),
        Gateway("--lookups-per-minute", "Lookups per minute of one user (default 600).", static (o, n) => o.LookupsPerMinute = n),
        Gateway("--logins-per-minute", "Login attempts per minute from one address (default 120).", static (o, n) => o.LoginsPerMinute = n),
        Gateway(
            "--registrations-per-minute",
            "Registration attempts per minute from one address (default 30).",
            static (o, n) => o.RegistrationsPerMinute = n),
        Mailbox("--mailbox-bytes", "Most envelope bytes in one mailbox (default 67108864).", static (o, n) => o.MailboxBytesMax = n),
        Mailbox(
            "--mailbox-messages",
            "Most messages in one mailbox (default 100000).",
            static (o, n) => o.MailboxMessagesMax = (int)Math.Min(n, int.MaxValue)),
        Mailbox(
            "--retention-seconds",
            "Seconds that an unacknowledged message is kept (default 2592000, 30 days).",
            static (o, n) => o.Retention = TimeSpan.FromSeconds(n)),
        Mailbox(
            "--retry-window-seconds",
            "Seconds during which a repeated message id is recognised (default 120).",
            static (o, n) => o.RetryWindow = TimeSpan.FromSeconds(n)),
    ];

    private static Setting Switch(string flag, string description, Action<GatewayOptions, bool> set)
    {
        return new Setting(flag, "", description, TryApply, "true or false");

        bool TryApply(SiloOptions options, string text)
        {
            var isValid = bool.TryParse(text, out var on);
            options.Gateway += gateway => set(gateway, on);
            return isValid;
        }
    }

    private static Setting Gateway(string flag, string description, Action<GatewayOptions, int> set)
    {
        return new Setting(flag, "N", description, TryApply, $"a whole number, 0 to {int.MaxValue}");

        bool TryApply(SiloOptions options, string text)
        {
            var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            options.Gateway += gateway => set(gateway, number);
            return isValid;
        }
    }

    private static Setting Mailbox(string flag, string description, Action<MailboxOptions, long> set)
    {
        // Large enough for every limit there is, small enough that no unit overflows.
        const long max = 1L << 36;
        return new Setting(flag, "N", description, TryApply, $"a whole number, 0 to {max}");

        bool TryApply(SiloOptions options, string text)
        {
            var isValid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max;
            options.Mailboxes += mailboxes => set(mailboxes, number);
            return isValid;
        }
    }
}
