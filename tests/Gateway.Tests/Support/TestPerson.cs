using System.Security.Cryptography;
using System.Text;
using Sdtp.Protocol.Envelopes;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Tests.Support;

/// <summary>A key holder who signs as a client does.</summary>
internal sealed class TestPerson : IDisposable
{
    private static int _count;
    private readonly ECDsa _identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestPerson()
    {
        PublicKey = PointOf(_identity);
        UserId = UserId.Of(PublicKey);
        Username = Username.Parse($"Person-{Interlocked.Increment(ref _count)}");
    }

    public P256PublicKey PublicKey { get; }

    public UserId UserId { get; }

    public Username Username { get; }

    public SealingKeyRecord SealingKey(uint number)
    {
        using var sealing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PointOf(sealing);
        var created = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var expires = created + (ulong)TimeSpan.FromDays(60).TotalMilliseconds;
        return new SealingKeyRecord(number, key, created, expires, Sign(SealingKeyRecord.SignedBytes(UserId, number, key, created, expires)));
    }

    public RegisterRequest Registration(ServerId server, ReadOnlyMemory<byte> nonce, Fingerprint certificate, Username? username = null)
    {
        var name = username ?? Username;
        var clientNonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        var proof = LoginProof.SignedBytes(LoginPurpose.Register, server, UserId, name, clientNonce, nonce.Span, certificate);
        return new RegisterRequest(Encoding.ASCII.GetBytes(name.Display), PublicKey.Bytes, clientNonce, SealingKey(1).ToArray(), Sign(proof));
    }

    public LoginRequest Login(ServerId server, ReadOnlyMemory<byte> nonce, Fingerprint certificate, Username username = default)
    {
        var clientNonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        var proof = LoginProof.SignedBytes(LoginPurpose.Login, server, UserId, username, clientNonce, nonce.Span, certificate);
        return new LoginRequest(Encoding.ASCII.GetBytes(username.ToString()), PublicKey.Bytes, clientNonce, Sign(proof));
    }

    /// <summary>An envelope to this person that the relay accepts: it reads the header and cannot read the body.</summary>
    public byte[] Envelope(int length = 256, MessageId? id = null, uint keyNumber = 1)
    {
        var envelope = new byte[length];
        var header = new EnvelopeHeader(
            EnvelopeKind.Sealed,
            EnvelopeHeader.SuiteP256Aes256Gcm,
            keyNumber,
            id ?? new MessageId(RandomNumberGenerator.GetBytes(MessageId.Length)),
            UserId,
            (uint)(length - EnvelopeHeader.Length));
        header.CopyTo(envelope);
        return envelope;
    }

    public void Dispose() => _identity.Dispose();

    private byte[] Sign(byte[] message) =>
        _identity.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static P256PublicKey PointOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var publicKey)
            ? publicKey
            : throw new InvalidOperationException("A generated key is a point on its curve.");
    }
}
