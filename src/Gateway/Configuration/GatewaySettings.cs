using System.Globalization;

namespace Sdtp.Gateway.Configuration;

/// <summary>Where clients connect, what they are shown, and how much each may take.</summary>
public static class GatewaySettings
{
    /// <summary>The settings, for the options of any program of the relay.</summary>
    /// <typeparam name="TOptions">The program's options.</typeparam>
    public static IReadOnlyList<Setting<TOptions>> Of<TOptions>()
        where TOptions : GatewayHostOptions =>
    [
        new(
            "--listen",
            "ADDRESS:PORT",
            "Address and port for clients (default 127.0.0.1:5000; port 0 takes a free one).",
            SettingText.TryListen,
            "an IP address and a port, such as 127.0.0.1:5000 or [::]:5000"),
        new(
            "--certificate",
            "FILE",
            "TLS certificate to show: PEM or PKCS#12 (default: one made by the relay).",
            static (o, text) => (o.CertificatePath = text).Length > 0,
            "a file"),
        new(
            "--certificate-key",
            "FILE",
            "PEM of the certificate's private key, where it is not in the same file.",
            static (o, text) => (o.CertificateKeyPath = text).Length > 0,
            "a file"),
        Switch<TOptions>("--plaintext", "Plain TCP in place of TLS; on loopback only.", static (o, on) => o.Plaintext = on),
        Switch<TOptions>(
            "--plaintext-on-any-address",
            "Lets --plaintext listen where other machines can reach it.",
            static (o, on) => o.PlaintextOnAnyAddress = on),
        new(
            "--log-level",
            "LEVEL",
            "Least severe log entries on standard error (default Warning).",
            SettingText.TryLogLevel,
            "one of Trace, Debug, Information, Warning, Error, Critical, None"),
        Number<TOptions>("--connections", "Most connections at once (default 32768).", static (o, n) => o.ConnectionsMax = n),
        Number<TOptions>(
            "--connections-per-address",
            "Most connections from one address (default 256).",
            static (o, n) => o.ConnectionsPerAddressMax = n),
        Switch<TOptions>("--limit-loopback", "Limits per address hold for loopback too.", static (o, on) => o.LimitLoopback = on),
        Number<TOptions>(
            "--idle-seconds",
            "Seconds without a frame after which a connection is closed (default 300).",
            static (o, n) => o.IdleTimeout = TimeSpan.FromSeconds(n)),
        Number<TOptions>(
            "--pending-requests",
            "Unanswered requests of one connection (default 256).",
            static (o, n) => o.PendingRequestsMax = n),
        Number<TOptions>(
            "--delivery-window",
            "Most unacknowledged messages pushed to a subscriber (default 1024).",
            static (o, n) => o.DeliveryWindowMax = n),
        Number<TOptions>(
            "--lookups-per-minute",
            "Lookups per minute of one user (default 600).",
            static (o, n) => o.LookupsPerMinute = n),
        Number<TOptions>(
            "--logins-per-minute",
            "Login attempts per minute from one address (default 120).",
            static (o, n) => o.LoginsPerMinute = n),
        Number<TOptions>(
            "--registrations-per-minute",
            "Registration attempts per minute from one address (default 30).",
            static (o, n) => o.RegistrationsPerMinute = n),
    ];

    private static Setting<TOptions> Switch<TOptions>(string flag, string description, Action<GatewayOptions, bool> set)
        where TOptions : GatewayHostOptions
    {
        return new Setting<TOptions>(flag, "", description, TryApply, "true or false");

        bool TryApply(TOptions options, string text)
        {
            var isValid = bool.TryParse(text, out var on);
            options.Gateway += gateway => set(gateway, on);
            return isValid;
        }
    }

    private static Setting<TOptions> Number<TOptions>(string flag, string description, Action<GatewayOptions, int> set)
        where TOptions : GatewayHostOptions
    {
        return new Setting<TOptions>(flag, "N", description, TryApply, $"a whole number, 0 to {int.MaxValue}");

        bool TryApply(TOptions options, string text)
        {
            var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            options.Gateway += gateway => set(gateway, number);
            return isValid;
        }
    }
}
