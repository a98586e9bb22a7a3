using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Sdtp.Protocol.Keys;

namespace Sdtp.Protocol.Tests.Documents;

/// <summary>
/// A P-256 key made from a label, with the deterministic signatures of RFC 6979, so that documented examples never change and anybody can
/// make them again. Not constant-time: for examples only.
/// </summary>
internal sealed class DeterministicSigner
{
    private static readonly BigInteger Order = Unsigned(
        Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    private readonly byte[] _scalar;

    internal DeterministicSigner(string label)
        : this(label, SHA256.HashData(Encoding.ASCII.GetBytes(label)))
    {
    }

    internal DeterministicSigner(string label, byte[] scalar)
    {
        Label = label;
        _scalar = scalar;
        var point = BasePointTimes(_scalar);
        PublicKey = P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var key)
            ? key
            : throw new InvalidOperationException("The base point times a scalar lies on the curve.");
    }

    internal string Label { get; }

    internal P256PublicKey PublicKey { get; }

    internal string ScalarHex => Convert.ToHexStringLower(_scalar);

    /// <summary>RFC 6979, section 3.2, with HMAC-SHA256; <c>r | s</c>, <c>s</c> as it comes.</summary>
    internal byte[] Sign(byte[] message)
    {
        var hash = SHA256.HashData(message);
        byte[] seed = [.. _scalar, .. Bytes(Unsigned(hash) % Order)];
        var v = Enumerable.Repeat((byte)1, 32).ToArray();
        var k = new byte[32];
        k = Mac(k, [.. v, 0, .. seed]);
        v = Mac(k, v);
        k = Mac(k, [.. v, 1, .. seed]);
        v = Mac(k, v);
        while (true)
        {
            v = Mac(k, v);
            var nonce = Unsigned(v);
            if (nonce > 0 && nonce < Order)
            {
                var r = Unsigned(BasePointTimes(v).X!) % Order;
                var s = BigInteger.ModPow(nonce, Order - 2, Order) * (Unsigned(hash) + (r * Unsigned(_scalar))) % Order;
                return [.. Bytes(r), .. Bytes(s)];
            }

            k = Mac(k, [.. v, 0]);
            v = Mac(k, v);
        }
    }

    private static ECPoint BasePointTimes(byte[] scalar)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        return key.ExportParameters(includePrivateParameters: false).Q;
    }

    private static byte[] Mac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    private static BigInteger Unsigned(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
