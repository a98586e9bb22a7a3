using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Identities;

/// <summary>
/// Sixty digits that two people compare by voice or in person: equal on both sides exactly when each holds the other's true identity
/// key. Thirty digits per key, by 5,200 rounds of SHA-512; the lower thirty come first, so both sides see the same (docs/protocol.md,
/// section 8.8).
/// </summary>
public sealed record SafetyNumber
{
    /// <summary>Digits in a safety number.</summary>
    public const int DigitCount = 60;

    /// <summary>Digits in one group, as shown to people.</summary>
    public const int GroupDigits = 5;

    private const int Rounds = 5_200;
    private const int GroupBytes = 5;
    private const int GroupsPerKey = DigitCount / 2 / GroupDigits;

    private SafetyNumber(string digits) => Digits = digits;

    private static ReadOnlySpan<byte> Label => "SDTP1 safety number\0"u8;

    /// <summary>The 60 digits without spaces.</summary>
    public string Digits { get; }

    /// <summary>The safety number of two people; the order of the two does not matter. Takes some milliseconds.</summary>
    /// <param name="a">One person's identity key.</param>
    /// <param name="b">The other person's identity key.</param>
    public static SafetyNumber Of(P256PublicKey a, P256PublicKey b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (first, second) = (HalfOf(a), HalfOf(b));
        return new SafetyNumber(string.CompareOrdinal(first, second) <= 0 ? first + second : second + first);
    }

    /// <summary>The digits in twelve groups of five, separated by spaces.</summary>
    public override string ToString() =>
        string.Join(' ', Digits.Chunk(GroupDigits).Select(group => new string(group)));

    private static string HalfOf(P256PublicKey key)
    {
        var point = key.Bytes.Span;
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData([.. Label, .. point], hash);

        // Rounds make it costlier to search for a second key whose digits look alike (Signal does the same).
        Span<byte> input = stackalloc byte[SHA512.HashSizeInBytes + P256PublicKey.Length];
        point.CopyTo(input[SHA512.HashSizeInBytes..]);
        for (var round = 1; round < Rounds; round++)
        {
            hash.CopyTo(input);
            SHA512.HashData(input, hash);
        }

        var digits = new StringBuilder(DigitCount / 2);
        for (var group = 0; group < GroupsPerKey; group++)
        {
            digits.Append((FortyBits(hash[(group * GroupBytes)..]) % 100_000).ToString("D5", CultureInfo.InvariantCulture));
        }

        return digits.ToString();
    }

    private static ulong FortyBits(ReadOnlySpan<byte> bytes) =>
        ((ulong)bytes[0] << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
}
