using System.Net;
using Microsoft.Extensions.Options;
using Sdtp.Protocol;

namespace Sdtp.Gateway;

/// <summary>Refuses options that cannot work, naming the property and the constraint.</summary>
public sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    private static readonly TimeSpan DurationMax = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        CheckListener(options, failures);
        CheckDurations(options, failures);
        CheckLimits(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckListener(GatewayOptions options, List<string> failures)
    {
        if (options.Plaintext && !options.PlaintextOnAnyAddress && !IPAddress.IsLoopback(options.Listen.Address))
        {
            failures.Add(
                $"{nameof(options.Plaintext)} works on loopback only, and {options.Listen.Address} is not: use TLS, "
                + $"or insist with {nameof(options.PlaintextOnAnyAddress)}.");
        }
    }

    private static void CheckDurations(GatewayOptions options, List<string> failures)
    {
        void Check(TimeSpan value, string property)
        {
            if (value <= TimeSpan.Zero || value > DurationMax)
            {
                failures.Add($"{property} must be above zero and at most {DurationMax.TotalHours:0} hours.");
            }
        }

        Check(options.HandshakeTimeout, nameof(options.HandshakeTimeout));
        Check(options.HelloTimeout, nameof(options.HelloTimeout));
        Check(options.LoginTimeout, nameof(options.LoginTimeout));
        Check(options.IdleTimeout, nameof(options.IdleTimeout));
        Check(options.WriteTimeout, nameof(options.WriteTimeout));
        Check(options.DrainTimeout, nameof(options.DrainTimeout));
        Check(options.LeaseRenewal, nameof(options.LeaseRenewal));
    }

    private static void CheckLimits(GatewayOptions options, List<string> failures)
    {
        void Check(int value, int min, int max, string property)
        {
            if (value < min || value > max)
            {
                failures.Add($"{property} must be {min} to {max}.");
            }
        }

        Check(options.ConnectionsMax, 1, 1_000_000, nameof(options.ConnectionsMax));
        Check(options.ConnectionsPerAddressMax, 1, 1_000_000, nameof(options.ConnectionsPerAddressMax));
        Check(options.PendingRequestsMax, 1, 65_536, nameof(options.PendingRequestsMax));
        Check(options.PendingBytesMax, ProtocolLimits.EnvelopeBytesMax, 1 << 30, nameof(options.PendingBytesMax));
        Check(options.OutboundBytesMax, ProtocolLimits.FrameBytesMax, 1 << 30, nameof(options.OutboundBytesMax));
        Check(options.AppendMessagesMax, 1, 65_536, nameof(options.AppendMessagesMax));
        Check(options.AppendBytesMax, ProtocolLimits.EnvelopeBytesMax, 64 << 20, nameof(options.AppendBytesMax));
        Check(options.ClosedGatesMax, 1, 1_000_000, nameof(options.ClosedGatesMax));
        Check(options.DeliveryWindowMax, 1, ProtocolLimits.DeliveryWindowMax, nameof(options.DeliveryWindowMax));
        Check(options.LookupsPerMinute, 1, 10_000_000, nameof(options.LookupsPerMinute));
        Check(options.LoginsPerMinute, 1, 10_000_000, nameof(options.LoginsPerMinute));
        Check(options.RegistrationsPerMinute, 1, 10_000_000, nameof(options.RegistrationsPerMinute));
    }
}
