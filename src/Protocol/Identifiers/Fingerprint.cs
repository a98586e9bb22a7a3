namespace Sdtp.Protocol.Identifiers;

/// <summary>
/// A SHA-256 digest that names a TLS key (of the SubjectPublicKeyInfo, for pins) or a certificate (of its DER bytes, for login).
/// </summary>
public readonly record struct Fingerprint
{
    /// <summary>Length of the identifier in bytes.</summary>
    public const int Length = Bytes32.Length;

    private readonly Bytes32 _value;

    private Fingerprint(Bytes32 value) => _value = value;

    /// <summary>Takes an identifier of exactly 32 bytes.</summary>
    /// <param name="bytes">Thirty-two bytes.</param>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public Fingerprint(ReadOnlySpan<byte> bytes) => _value = new Bytes32(bytes);

    /// <summary>Thirty-two zero bytes: the certificate hash that a login proof carries over plain TCP.</summary>
    public static Fingerprint None => default;

    /// <summary>True for the 32 zero bytes that stand for "no certificate".</summary>
    public bool IsNone => _value.IsZero;

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
    public static Fingerprint Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException("A Fingerprint is 64 hex digits.");

    /// <summary>Reads 64 hex digits of either case; false when the text is anything else.</summary>
    /// <param name="text">The hex digits.</param>
    /// <param name="value">The identifier, when the text is one.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Fingerprint value)
    {
        var parsed = Bytes32.TryParseHex(text, out var bytes);
        value = new Fingerprint(bytes);
        return parsed;
    }
}
