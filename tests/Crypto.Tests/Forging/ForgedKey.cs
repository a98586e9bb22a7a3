using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Tests.Forging;

/// <summary>A P-256 key pair that is the same in every run: its scalar is SHA-256 of its name.</summary>
internal sealed class ForgedKey
{
    internal static readonly ECDomainParameters Curve =
        ECDomainParameters.FromX9ECParameters(Org.BouncyCastle.Asn1.Sec.SecNamedCurves.GetByName("secp256r1"));

    private static readonly DateTimeOffset CreatedAt = new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero);

    internal ForgedKey(string name)
    {
        Scalar = SHA256.HashData(Encoding.ASCII.GetBytes($"SDTP golden key: {name}"));
        Point = Curve.G.Multiply(new BigInteger(1, Scalar)).Normalize().GetEncoded(compressed: false);
    }

    internal byte[] Scalar { get; }

    internal ECPrivateKeyParameters Private => new(new BigInteger(1, Scalar), Curve);

    /// <summary>The 65-byte point, computed by BouncyCastle.</summary>
    internal byte[] Point { get; }

    internal byte[] UserIdBytes => SHA256.HashData(Point);

    internal UserId UserId => new(UserIdBytes);

    internal P256PublicKey PublicKey => P256PublicKey.TryCreate(Point, out var key) ? key : throw new InvalidOperationException();

    internal IdentityKey ToIdentity() => IdentityKey.FromScalar(Scalar);

    internal SealingKey ToSealingKey(uint number) => SealingKey.FromScalar(Scalar, number, CreatedAt, CreatedAt.AddDays(60));
}
