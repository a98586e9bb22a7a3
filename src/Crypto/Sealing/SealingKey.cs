using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Keys;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// A P-256 key pair that messages are sealed to, with a number and an expiry. It only agrees on secrets and never signs.
/// Safe for use by several threads.
/// </summary>
public sealed class SealingKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ECDiffieHellman _key;
    private bool _disposed;

    private SealingKey(ECDiffieHellman key, uint number, DateTimeOffset createdAt, DateTimeOffset expiresAt)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expiresAt, createdAt);
        _key = key;
        PublicKey = P256Scalar.PublicKeyOf(key);
        Number = number;
        CreatedAt = UnixTime.Truncate(createdAt);
        ExpiresAt = UnixTime.Truncate(expiresAt);
    }

    /// <summary>Rises with each new key of one person; never zero.</summary>
    public uint Number { get; }

    /// <summary>The public half, 65 bytes uncompressed.</summary>
    public P256PublicKey PublicKey { get; }

    /// <summary>When the key was made, to the millisecond.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When senders stop sealing to it, to the millisecond. Mail that waits is still opened as long as the key is held.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Makes a new key pair.</summary>
    /// <param name="number">Higher than every number used before; not zero.</param>
    /// <param name="createdAt">Now.</param>
    /// <param name="lifetime">How long senders may seal to it.</param>
    public static SealingKey Generate(uint number, DateTimeOffset createdAt, TimeSpan lifetime) =>
        new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), number, createdAt, createdAt + lifetime);

    /// <summary>The record that the owner publishes: number, public key and times, signed by the identity key.</summary>
    /// <param name="owner">The identity key of the person whose sealing key this is.</param>
    public SealingKeyRecord Publish(IdentityKey owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var (createdAt, expiresAt) = (UnixTime.ToMs(CreatedAt), UnixTime.ToMs(ExpiresAt));
        var signature = owner.Sign(SealingKeyRecord.SignedBytes(owner.UserId, Number, PublicKey, createdAt, expiresAt));
        return new SealingKeyRecord(Number, PublicKey, createdAt, expiresAt, signature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _key.Dispose();
        }
    }

    internal static SealingKey FromScalar(ReadOnlySpan<byte> scalar, uint number, DateTimeOffset createdAt, DateTimeOffset expiresAt) =>
        new(P256Scalar.Import(scalar, ECDiffieHellman.Create), number, createdAt, expiresAt);

    /// <summary>The private scalar for the keystore; the caller zeroes it.</summary>
    internal byte[] ExportScalar()
    {
        lock (_gate)
        {
            return P256Scalar.Export(_key);
        }
    }

    /// <summary>
    /// The raw ECDH secret, which is never a key by itself; the caller zeroes it. Null when the key was deleted by another thread.
    /// </summary>
    internal byte[]? TryAgree(ECDiffieHellman ephemeralKey)
    {
        using var peer = ephemeralKey.PublicKey;
        lock (_gate)
        {
            return _disposed ? null : _key.DeriveRawSecretAgreement(peer);
        }
    }
}
