using System.Globalization;
using Sdtp.Gateway.Configuration;
using Sdtp.Grains;

namespace Sdtp.Silo.Configuration;

/// <summary>Everything that can be set. Flags, environment and file are read by this one table, so that they cannot disagree.</summary>
internal static class Settings
{
    internal static IReadOnlyList<Setting<SiloOptions>> All { get; } =
    [
        new(
            "--data",
            "FOLDER",
            "Folder of database and certificate, made on the first start (default ./data).",
            static (o, text) => (o.DataFolder = text).Length > 0,
            "a folder"),
        .. ClusterSiloSettings.All,
        .. ClusterSettings.Of<SiloOptions>(),
        .. GatewaySettings.Of<SiloOptions>(),
        .. OperatingSettings.Of<SiloOptions>(),
        new(
            "--dashboard",
            "ADDRESS:PORT",
            "The Orleans dashboard over plain HTTP, on a loopback address only (default: none).",
            SiloSettingText.TryDashboard,
            "an IP address and a port, such as 127.0.0.1:8081"),
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

    private static Setting<SiloOptions> Mailbox(string flag, string description, Action<MailboxOptions, long> set)
    {
        // Large enough for every limit there is, small enough that no unit overflows.
        const long max = 1L << 36;
        return new Setting<SiloOptions>(flag, "N", description, TryApply, $"a whole number, 0 to {max}");

        bool TryApply(SiloOptions options, string text)
        {
            var isValid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max;
            options.Mailboxes += mailboxes => set(mailboxes, number);
            return isValid;
        }
    }
}
