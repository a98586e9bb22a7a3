using System.Security.Cryptography;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Primitives;

/// <summary>A P-256 private key as 32 big-endian bytes, in and out of the runtime's key objects.</summary>
internal static class P256Scalar
{
    internal const int Length = 32;

    private static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    /// <summary>Whether the bytes are a private key: 32 of them, above zero and below the order of the curve.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> scalar) =>
        scalar.Length == Length && scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(Order) < 0;

    /// <summary>Makes a key object of the scalar; the point is computed from it, so the two cannot disagree.</summary>
    internal static T Import<T>(ReadOnlySpan<byte> scalar, Func<ECParameters, T> create)
        where T : ECAlgorithm
    {
        if (!IsValid(scalar))
        {
            throw new ArgumentException("The bytes are no P-256 private key.", nameof(scalar));
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar.ToArray() };
        try
        {
            return create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    /// <summary>The scalar of a key object; the caller zeroes it.</summary>
    internal static byte[] Export(ECAlgorithm key)
    {
        var scalar = key.ExportParameters(includePrivateParameters: true).D!;
        return scalar.Length == Length
            ? scalar
            : throw new InvalidOperationException($"The runtime exported a private key of {scalar.Length} bytes instead of {Length}.");
    }

    /// <summary>The public half of a key object.</summary>
    internal static P256PublicKey PublicKeyOf(ECAlgorithm key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return P256PublicKey.TryCreate([0x04, .. point.X!, .. point.Y!], out var publicKey)
            ? publicKey
            : throw new InvalidOperationException("The runtime exported a point that is not on P-256.");
    }
}
