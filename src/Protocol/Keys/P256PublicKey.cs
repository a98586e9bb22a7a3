using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sdtp.Protocol.Keys;

/// <summary>
/// A P-256 public key as it travels: the 65-byte uncompressed SEC1 point <c>0x04 | X | Y</c> (SEC 1, section 2.3.3).
/// Every instance lies on the curve: construction imports the point once and refuses anything else.
/// </summary>
public sealed class P256PublicKey : IEquatable<P256PublicKey>
{
    /// <summary>Length of the encoded point in bytes.</summary>
    public const int Length = 65;

    private const byte UncompressedPoint = 0x04;
    private readonly byte[] _bytes;

    private P256PublicKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The 65-byte point.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads a point of exactly 65 bytes that lies on P-256; false for anything else.</summary>
    /// <param name="bytes">The encoded point.</param>
    /// <param name="key">The key, when the bytes are one.</param>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out P256PublicKey? key)
    {
        if (!TryImport(bytes, ECDsa.Create, out key, out var imported))
        {
            return false;
        }

        imported.Dispose();
        return true;
    }

    /// <summary>
    /// As <see cref="TryCreate"/>, and gives the imported key object too: importing a point costs more than using it once.
    /// </summary>
    /// <param name="bytes">The encoded point.</param>
    /// <param name="import">Imports the point, such as <see cref="ECDsa.Create(ECParameters)"/>; the caller disposes what it makes.</param>
    /// <param name="key">The key, when the bytes are one.</param>
    /// <param name="imported">The key object, when the bytes are a key.</param>
    /// <typeparam name="T">The algorithm that the key is for.</typeparam>
    public static bool TryImport<T>(
        ReadOnlySpan<byte> bytes,
        Func<ECParameters, T> import,
        [NotNullWhen(true)] out P256PublicKey? key,
        [NotNullWhen(true)] out T? imported)
        where T : ECAlgorithm
    {
        ArgumentNullException.ThrowIfNull(import);
        key = null;
        imported = null;

        // The runtime itself would take zero-padded 33-byte coordinates, so the length is the first thing checked.
        if (bytes.Length != Length || bytes[0] != UncompressedPoint)
        {
            return false;
        }

        var candidate = new P256PublicKey(bytes.ToArray());
        try
        {
            imported = import(candidate.ToParameters());
        }
        catch (CryptographicException)
        {
            return false;
        }

        key = candidate;
        return true;
    }

    /// <summary>The key for the runtime's own EC types.</summary>
    public ECParameters ToParameters() => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = _bytes[1..33], Y = _bytes[33..65] },
    };

    /// <summary>
    /// Verifies a 64-byte P1363 ECDSA/SHA-256 signature (FIPS 186-5; RFC 6979 is not required of the signer).
    /// Import costs three times a verify: hold an <see cref="ECDsa"/> of <see cref="ToParameters"/> where one key verifies often.
    /// </summary>
    /// <param name="message">The signed bytes.</param>
    /// <param name="signature">The signature, <c>r | s</c>.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != EcdsaSignature.Length)
        {
            return false;
        }

        using var verifier = ECDsa.Create(ToParameters());
        return verifier.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public bool Equals(P256PublicKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as P256PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The 130 lower-case hex digits of the point.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);
}
