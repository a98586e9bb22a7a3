using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Tests.Forging;
using Xunit;

namespace Sdtp.Crypto.Tests.Identities;

public sealed class SafetyNumberTests
{
    private static readonly ForgedKey Alice = new("alice identity");
    private static readonly ForgedKey Bob = new("bob identity");

    [Fact]
    public void Both_people_see_the_same_sixty_digits_in_twelve_groups()
    {
        var seenByAlice = SafetyNumber.Of(Alice.PublicKey, Bob.PublicKey);
        var seenByBob = SafetyNumber.Of(Bob.PublicKey, Alice.PublicKey);

        Assert.Equal(seenByAlice, seenByBob);
        Assert.Matches("^[0-9]{60}$", seenByAlice.Digits);
        Assert.Matches("^([0-9]{5} ){11}[0-9]{5}$", seenByAlice.ToString());
        Assert.Equal(seenByAlice.Digits, seenByAlice.ToString().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_key_changes_its_half_alone()
    {
        var withBob = SafetyNumber.Of(Alice.PublicKey, Bob.PublicKey).Digits;
        var withCarol = SafetyNumber.Of(Alice.PublicKey, new ForgedKey("carol identity").PublicKey).Digits;
        var half = SafetyNumber.Of(Alice.PublicKey, Alice.PublicKey).Digits[..30];

        Assert.NotEqual(withBob, withCarol);
        Assert.Contains(half, withBob, StringComparison.Ordinal);
        Assert.Contains(half, withCarol, StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_are_what_the_document_says()
    {
        string[] halves = [SlowHalf(Alice.Point), SlowHalf(Bob.Point)];
        Array.Sort(halves, StringComparer.Ordinal);

        var number = SafetyNumber.Of(Alice.PublicKey, Bob.PublicKey);

        Assert.Equal(string.Concat(halves), number.Digits);
        Assert.True(Documents.Say(number.ToString()), $"No page under docs/ has the example {number}.");
    }

    private static string SlowHalf(byte[] point)
    {
        var hash = SHA512.HashData([.. Encoding.ASCII.GetBytes("SDTP1 safety number\0"), .. point]);
        for (var round = 2; round <= 5_200; round++)
        {
            hash = SHA512.HashData([.. hash, .. point]);
        }

        return string.Concat(hash[..30].Chunk(5).Select(FiveDigits));
    }

    private static string FiveDigits(byte[] fiveBytes)
    {
        return new BigInteger(1, fiveBytes).Mod(BigInteger.ValueOf(100_000)).ToString().PadLeft(5, '0');
    }
}
