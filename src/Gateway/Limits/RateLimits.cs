using System.Threading.RateLimiting;

namespace Sdtp.Gateway.Limits;

/// <summary>How often one address may try to log in or register, and one session look somebody up.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly PartitionedRateLimiter<AddressKey> _logins;
    private readonly PartitionedRateLimiter<AddressKey> _registrations;

    public RateLimits(GatewayOptions options)
    {
        _options = options;
        _logins = PerAddress(options.LoginsPerMinute);
        _registrations = PerAddress(options.RegistrationsPerMinute);
    }

    internal TokenBucketRateLimiter NewLookupLimiter() => new(PerMinute(_options.LookupsPerMinute));

    internal bool TryLogin(AddressKey address, out uint retryAfterMs) => TryAcquire(_logins, address, out retryAfterMs);

    internal bool TryRegister(AddressKey address, out uint retryAfterMs) => TryAcquire(_registrations, address, out retryAfterMs);

    /// <summary>Takes one token from a limiter that nobody else replenishes.</summary>
    internal static bool TryAcquire(TokenBucketRateLimiter limiter, out uint retryAfterMs)
    {
        limiter.TryReplenish();
        using var lease = limiter.AttemptAcquire();
        retryAfterMs = RetryAfter(lease);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _logins.Dispose();
        _registrations.Dispose();
    }

    private static bool TryAcquire(PartitionedRateLimiter<AddressKey> limiter, AddressKey address, out uint retryAfterMs)
    {
        using var lease = limiter.AttemptAcquire(address);
        retryAfterMs = RetryAfter(lease);
        return lease.IsAcquired;
    }

    private static uint RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (uint)Math.Clamp(wait.TotalMilliseconds, 1, uint.MaxValue) : 0;

    // The partitioned limiter drops partitions that have been full and idle for a while, so strangers cannot make it grow for good.
    private PartitionedRateLimiter<AddressKey> PerAddress(int perMinute) =>
        PartitionedRateLimiter.Create<AddressKey, AddressKey>(address => address.IsLoopback && !_options.LimitLoopback
            ? RateLimitPartition.GetNoLimiter(address)
            : RateLimitPartition.GetTokenBucketLimiter(address, _ => PerMinute(perMinute)));

    // Replenished in whole tokens, so the period is what one token takes when fewer than sixty a minute are allowed.
    private static TokenBucketRateLimiterOptions PerMinute(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = perMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1) / perMinute,
        QueueLimit = 0,
        AutoReplenishment = false,
    };
}
