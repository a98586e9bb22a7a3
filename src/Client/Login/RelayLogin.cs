using System.Security.Cryptography;
using System.Text;
using Sdtp.Client.Wire;
using Sdtp.Crypto.Identities;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Login;

/// <summary>
/// Proves to a relay that a key is held: CHALLENGE, then REGISTER or LOGIN with a signature over <see cref="LoginProof"/>.
/// </summary>
public static class RelayLogin
{
    /// <summary>Claims a name for an identity and logs in. The same identity may repeat it.</summary>
    /// <param name="connection">The connection, not logged in.</param>
    /// <param name="identity">The identity key.</param>
    /// <param name="username">The wanted name.</param>
    /// <param name="sealingKey">The first sealing key, signed by the identity.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RelayException">Refused: USERNAME_TAKEN, ALREADY_REGISTERED, BAD_SIGNATURE, ...</exception>
    /// <exception cref="ConnectionLostException">The connection ended first.</exception>
    public static async Task<SessionInfo> RegisterAsync(
        RelayConnection connection,
        IdentityKey identity,
        Username username,
        SealingKeyRecord sealingKey,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(sealingKey);
        var (nonce, signature) = await ProveAsync(connection, identity, LoginPurpose.Register, username, cancellationToken)
            .ConfigureAwait(false);
        var request = new RegisterRequest(
            Encoding.ASCII.GetBytes(username.Display), identity.PublicKey.Bytes, nonce, sealingKey.ToArray(), signature);
        var reply = await connection.RequestAsync<RegisterRequest, RegisterReply>(request, cancellationToken).ConfigureAwait(false);
        return reply.Session;
    }

    /// <summary>Logs a registered identity in.</summary>
    /// <param name="connection">The connection, not logged in.</param>
    /// <param name="identity">The identity key.</param>
    /// <param name="username">The name that the identity must have, or <c>default</c> for whichever it has.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RelayException">Refused: UNKNOWN_USER, BAD_SIGNATURE, ...</exception>
    /// <exception cref="ConnectionLostException">The connection ended first.</exception>
    public static async Task<SessionInfo> LoginAsync(
        RelayConnection connection, IdentityKey identity, Username username = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(identity);
        var (nonce, signature) = await ProveAsync(connection, identity, LoginPurpose.Login, username, cancellationToken)
            .ConfigureAwait(false);
        var request = new LoginRequest(Encoding.ASCII.GetBytes(username.ToString()), identity.PublicKey.Bytes, nonce, signature);
        var reply = await connection.RequestAsync<LoginRequest, LoginReply>(request, cancellationToken).ConfigureAwait(false);
        return reply.Session;
    }

    private static async Task<(byte[] Nonce, byte[] Signature)> ProveAsync(
        RelayConnection connection, IdentityKey identity, LoginPurpose purpose, Username username, CancellationToken cancellationToken)
    {
        var challenge = await connection.RequestAsync<ChallengeRequest, ChallengeReply>(default, cancellationToken).ConfigureAwait(false);
        var nonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        var proof = LoginProof.SignedBytes(
            purpose, connection.Hello.ServerId, identity.UserId, username, nonce, challenge.ServerNonce.Span, connection.Certificate);
        return (nonce, identity.Sign(proof));
    }
}
