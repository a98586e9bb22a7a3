namespace Sdtp.Protocol.Identifiers;

/// <summary>The name of a person on the wire: SHA-256 of their uncompressed P-256 public key.</summary>
public readonly record struct UserId
{
    /// <summary>Length of the identifier in bytes.</summary>
    public const int Length = Bytes32.Length;

    private readonly Bytes32 _value;

    private UserId(Bytes32 value) => _value = value;

    /// <summary>Takes an identifier of exactly 32 bytes.</summary>
    /// <param name="bytes">Thirty-two bytes.</param>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public UserId(ReadOnlySpan<byte> bytes) => _value = new Bytes32(bytes);

    /// <summary>The userID that belongs to a public key.</summary>
    /// <param name="publicKey">The identity key.</param>
    public static UserId Of(Keys.P256PublicKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        Span<byte> hash = stackalloc byte[Length];
        System.Security.Cryptography.SHA256.HashData(publicKey.Bytes.Span, hash);
        return new UserId(hash);
    }

    /// <summary>The first eight hex digits, for people to tell unverified names apart; never to compare identities.</summary>
    public string ToShortString() => ToString()[..8];

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <param name="destination">A span of at least 32 bytes.</param>
    public void CopyTo(Span<byte> destination) => _value.CopyTo(destination);

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => _value.ToArray();

    /// <summary>The 64 lower-case hex digits.</summary>
    public override string ToString() => _value.ToHex();

    /// <summary>Reads 64 hex digits of either case.</summary>
    /// <param name="text">The hex digits.</param>
    /// <exception cref="FormatException">The text is not 64 hex digits.</exception>
    public static UserId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException("A UserId is 64 hex digits.");

    /// <summary>Reads 64 hex digits of either case; false when the text is anything else.</summary>
    /// <param name="text">The hex digits.</param>
    /// <param name="value">The identifier, when the text is one.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out UserId value)
    {
        var parsed = Bytes32.TryParseHex(text, out var bytes);
        value = new UserId(bytes);
        return parsed;
    }
}
