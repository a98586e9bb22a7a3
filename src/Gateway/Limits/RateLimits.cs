using System.Threading.RateLimiting;
using Sdtp.Protocol.Identifiers;

namespace Sdtp.Gateway.Limits;

/// <summary>How often one address may try to log in or register, and one user look somebody up.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly PartitionedRateLimiter<AddressKey> _logins;
    private readonly PartitionedRateLimiter<AddressKey> _registrations;
    private readonly PartitionedRateLimiter<UserId> _lookups;

    public RateLimits(GatewayOptions options)
    {
        _options = options;
        _logins = PerAddress(options.LoginsPerMinute);
        _registrations = PerAddress(options.RegistrationsPerMinute);
        _lookups = PartitionedRateLimiter.Create<UserId, UserId>(
            user => RateLimitPartition.GetTokenBucketLimiter(user, _ => PerMinute(options.LookupsPerMinute)));
    }

    /// <summary>By user, not by session: a session is had again for the price of a login, and with it would come a new burst.</summary>
    internal bool TryLookup(UserId user, out uint retryAfterMs) => TryAcquire(_lookups, user, out retryAfterMs);

    internal bool TryLogin(AddressKey address, out uint retryAfterMs) => TryAcquire(_logins, address, out retryAfterMs);

    internal bool TryRegister(AddressKey address, out uint retryAfterMs) => TryAcquire(_registrations, address, out retryAfterMs);

    public void Dispose()
    {
        _logins.Dispose();
        _registrations.Dispose();
        _lookups.Dispose();
    }

    private static bool TryAcquire<TKey>(PartitionedRateLimiter<TKey> limiter, TKey key, out uint retryAfterMs)
    {
        using var lease = limiter.AttemptAcquire(key);
        retryAfterMs = RetryAfter(lease);
        return lease.IsAcquired;
    }

    private static uint RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (uint)Math.Clamp(wait.TotalMilliseconds, 1, uint.MaxValue) : 0;

    // A partitioned limiter drops partitions that have been full and idle for a while, so strangers cannot make it grow for good.
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
