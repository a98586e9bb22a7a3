using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Xunit;

namespace Sdtp.Crypto.Tests.Sealing;

public sealed class SealingKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Published_record_says_what_the_key_is_and_is_signed_by_its_owner_alone()
    {
        using var owner = IdentityKey.Generate();
        using var other = IdentityKey.Generate();
        using var key = SealingKey.Generate(3, Now, TimeSpan.FromDays(60));

        var record = key.Publish(owner);

        Assert.Equal(3u, record.Number);
        Assert.Equal(key.PublicKey, record.PublicKey);
        Assert.Equal((ulong)Now.ToUnixTimeMilliseconds(), record.CreatedAtMs);
        Assert.Equal((ulong)Now.AddDays(60).ToUnixTimeMilliseconds(), record.ExpiresAtMs);
        Assert.True(record.IsSignedBy(owner.PublicKey));
        Assert.False(record.IsSignedBy(other.PublicKey));
        Assert.False((record with { Number = 4 }).IsSignedBy(owner.PublicKey));
        Assert.False((record with { ExpiresAtMs = record.ExpiresAtMs + 1 }).IsSignedBy(owner.PublicKey));
    }

    [Fact]
    public void Two_keys_agree_on_the_same_secret()
    {
        using var one = SealingKey.Generate(1, Now, TimeSpan.FromDays(60));
        using var two = SealingKey.Generate(2, Now, TimeSpan.FromDays(60));

        using var publicOne = ECDiffieHellman.Create(one.PublicKey.ToParameters());
        using var publicTwo = ECDiffieHellman.Create(two.PublicKey.ToParameters());

        var secret = one.TryAgree(publicTwo);

        Assert.NotNull(secret);
        Assert.Equal(32, secret.Length);
        Assert.Equal(secret, two.TryAgree(publicOne));
    }

    [Fact]
    public void Number_zero_and_a_life_without_length_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SealingKey.Generate(0, Now, TimeSpan.FromDays(60)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SealingKey.Generate(1, Now, TimeSpan.Zero));
    }
}
