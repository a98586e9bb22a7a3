using System.Security.Cryptography;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Grains.Tests.Support;

/// <summary>A key holder: signs sealing key records as a client does.</summary>
internal sealed class TestPerson : IDisposable
{
    private static int _count;
    private readonly ECDsa _identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestPerson()
    {
        PublicKey = PointOf(_identity);
        UserId = UserId.Of(PublicKey);
        Username = $"Person.{Interlocked.Increment(ref _count)}";
    }

    public P256PublicKey PublicKey { get; }

    public UserId UserId { get; }

    public string Username { get; set; }

    public RegisterCommand Registration(DateTimeOffset now) => new(PublicKey.Bytes.ToArray(), Username, SealingKey(1, now));

    public byte[] SealingKey(uint number, DateTimeOffset now) => SealingKey(number, now, now + TimeSpan.FromDays(60));

    public byte[] SealingKey(uint number, DateTimeOffset createdAt, DateTimeOffset expiresAt)
    {
        using var sealing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PointOf(sealing);
        var created = (ulong)createdAt.ToUnixTimeMilliseconds();
        var expires = (ulong)expiresAt.ToUnixTimeMilliseconds();
        var signature = _identity.SignData(
            SealingKeyRecord.SignedBytes(UserId, number, key, created, expires),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new SealingKeyRecord(number, key, created, expires, signature).ToArray();
    }

    public void Dispose() => _identity.Dispose();

    private static P256PublicKey PointOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var publicKey)
            ? publicKey
            : throw new InvalidOperationException("A generated key is a point on its curve.");
    }
}
