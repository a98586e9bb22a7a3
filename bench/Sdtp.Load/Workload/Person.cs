using System.Security.Cryptography;
using System.Text;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Sealing;
using Sdtp.Load.Wire;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Load.Workload;

/// <summary>One registered identity of the workload: a sender or the owner of a mailbox.</summary>
internal sealed class Person(Username name, TimeProvider clock) : IDisposable
{
    private readonly IdentityKey _identity = IdentityKey.Generate();
    private readonly SealingKey _sealingKey = SealingKey.Generate(1, clock.GetUtcNow(), TimeSpan.FromDays(60));

    internal UserId UserId => _identity.UserId;

    internal Username Name => name;

    internal async Task RegisterAsync(LoadConnection connection, CancellationToken cancellationToken)
    {
        var (nonce, signature) = await ProveAsync(connection, LoginPurpose.Register, cancellationToken);
        await connection.RequestAsync<RegisterRequest, RegisterReply>(
            new RegisterRequest(
                Encoding.ASCII.GetBytes(name.Display),
                _identity.PublicKey.Bytes,
                nonce,
                _sealingKey.Publish(_identity).ToArray(),
                signature),
            cancellationToken);
    }

    internal async Task LogInAsync(LoadConnection connection, CancellationToken cancellationToken)
    {
        var (nonce, signature) = await ProveAsync(connection, LoginPurpose.Login, cancellationToken);
        await connection.RequestAsync<LoginRequest, LoginReply>(
            new LoginRequest(Encoding.ASCII.GetBytes(name.Display), _identity.PublicKey.Bytes, nonce, signature), cancellationToken);
    }

    /// <summary>A genuine envelope, for a recipient whose own client is to open it.</summary>
    internal byte[] Seal(LookupReply to, string text) => new EnvelopeSealer().Seal(
        _identity,
        UserId.Of(to.PublicKey),
        to.SealingKey,
        MessageId.New(),
        clock.GetUtcNow(),
        ContentType.Text,
        Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        _identity.Dispose();
        _sealingKey.Dispose();
    }

    private async Task<(byte[] Nonce, byte[] Signature)> ProveAsync(
        LoadConnection connection, LoginPurpose purpose, CancellationToken cancellationToken)
    {
        var challenge = await connection.RequestAsync<ChallengeRequest, ChallengeReply>(default, cancellationToken);
        var nonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        var proof = LoginProof.SignedBytes(
            purpose, connection.Hello.ServerId, UserId, name, nonce, challenge.ServerNonce.Span, connection.Certificate);
        return (nonce, _identity.Sign(proof));
    }
}
