using Sdtp.Grains.Abstractions;
using Sdtp.Grains.Abstractions.Users;
using Sdtp.Protocol;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Messages;

namespace Sdtp.Gateway.Sessions;

internal sealed partial class Session
{
    private const string UsernameRule = "A username is 3 to 32 of A-Z a-z 0-9 _ . -";

    private LoginChallenge? _challenge;

    private void Greet(uint id, in HelloRequest hello)
    {
        if (_isGreeted)
        {
            Malformed("HELLO was said before.");
            return;
        }

        if (hello.VersionMin > ProtocolLimits.Version || hello.VersionMax < ProtocolLimits.Version)
        {
            End(ErrorCode.VersionUnsupported, $"This relay speaks version {ProtocolLimits.Version}.");
            return;
        }

        _isGreeted = true;
        Volatile.Write(ref _loggedOutAt, _gateway.Clock.GetTimestamp());
        _outbox.Write(id, HelloReplies.Of(_gateway));
    }

    private void Challenge(uint id)
    {
        _challenge ??= new LoginChallenge(_gateway.Clock);
        _outbox.Write(id, new ChallengeReply(_challenge.Issue()));
    }

    private async Task RegisterAsync(uint id, RegisterRequest request)
    {
        var nonce = _challenge?.Take();
        if (_user is not null)
        {
            RefuseSecondLogin(id);
        }
        else if (!_gateway.Limits.TryRegister(_address, out var retryAfterMs))
        {
            _outbox.Refuse(id, ErrorCode.RateLimited, "Too many registrations from this address; wait.", retryAfterMs);
        }
        else if (!Username.TryRead(request.Username.Span, out var username))
        {
            _outbox.Refuse(id, ErrorCode.BadUsername, UsernameRule);
        }
        else if (VerifyProof(
            LoginPurpose.Register, username, request.PublicKey, request.ClientNonce, nonce, request.Signature) is { } refusal)
        {
            _outbox.Refuse(id, refusal);
        }
        else
        {
            var command = new RegisterCommand(request.PublicKey.ToArray(), username.Display, request.SealingKey.ToArray());
            await OpenAsync(id, request.PublicKey, async user =>
            {
                var result = await _gateway.Cluster.WaitAsync(user.RegisterAsync(command)).ConfigureAwait(false);
                return (result.Refusal, result.Profile);
            }, session => _outbox.Write(id, new RegisterReply(session))).ConfigureAwait(false);
        }
    }

    private async Task LoginAsync(uint id, LoginRequest request)
    {
        var nonce = _challenge?.Take();
        Username username = default;
        if (_user is not null)
        {
            RefuseSecondLogin(id);
        }
        else if (!_gateway.Limits.TryLogin(_address, out var retryAfterMs))
        {
            _outbox.Refuse(id, ErrorCode.RateLimited, "Too many logins from this address; wait.", retryAfterMs);
        }
        else if (!request.Username.IsEmpty && !Username.TryRead(request.Username.Span, out username))
        {
            _outbox.Refuse(id, ErrorCode.BadUsername, UsernameRule);
        }
        else if (VerifyProof(
            LoginPurpose.Login, username, request.PublicKey, request.ClientNonce, nonce, request.Signature) is { } refusal)
        {
            _outbox.Refuse(id, refusal);
        }
        else
        {
            await OpenAsync(id, request.PublicKey, async user =>
            {
                var profile = await _gateway.Cluster.WaitAsync(user.GetProfileAsync()).ConfigureAwait(false);
                var isMine = profile is not null && (username.IsDefault || username == Username.Parse(profile.Username));
                return isMine ? (null, profile) : (UnknownHere, null);
            }, session => _outbox.Write(id, new LoginReply(session))).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the user's grain, and on success makes the connection theirs before the answer is on its way.</summary>
    private async Task OpenAsync(
        uint id,
        ReadOnlyMemory<byte> publicKey,
        Func<IUserGrain, Task<(Refusal? Refusal, UserProfile? Profile)>> ask,
        Action<SessionInfo> welcome)
    {
        var userId = new UserId(System.Security.Cryptography.SHA256.HashData(publicKey.Span));
        try
        {
            var (refusal, profile) = await ask(_gateway.Users.Get(userId)).ConfigureAwait(false);
            if (refusal is not null || profile is null)
            {
                _outbox.Refuse(id, refusal ?? UnknownHere);
                return;
            }

            Volatile.Write(ref _user, new UserSession(_gateway, userId, _outbox, _budget, Fault, _ending.Token));
            welcome(new SessionInfo(Username.Parse(profile.Username), profile.SealingKeyNumber));
        }
        catch (Exception e)
        {
            LogLoginFailed(e);
            _outbox.Refuse(
                id, ErrorCode.TryAgain, "The relay could not answer now; ask for a new challenge and repeat.", UserSession.TryAgainAfterMs);
        }
    }

    private async Task LogoutAsync(uint id, UserSession user)
    {
        // The read loop starts what it has gathered for the user it still has, and from here on it has none.
        user.Lanes.StartGathered();
        Volatile.Write(ref _user, null);
        Volatile.Write(ref _loggedOutAt, _gateway.Clock.GetTimestamp());
        await user.EndAsync().ConfigureAwait(false);
        try
        {
            // Answered after everything before it, sends on their way included.
            await _budget.WaitUntilAnsweredAsync(_ending.Token).ConfigureAwait(false);
            _outbox.Write(id, default(LogoutReply));
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The end of the connection answers it.
        }
    }

    private Refusal? VerifyProof(
        LoginPurpose purpose,
        Username username,
        ReadOnlyMemory<byte> publicKey,
        ReadOnlyMemory<byte> clientNonce,
        byte[]? serverNonce,
        ReadOnlyMemory<byte> signature)
    {
        if (!P256PublicKey.TryCreate(publicKey.Span, out var key))
        {
            return new Refusal(ErrorCode.BadPublicKey, "A public key is a 65-byte uncompressed point on P-256.");
        }

        if (serverNonce is null)
        {
            return new Refusal(ErrorCode.ChallengeExpired, "Ask for a CHALLENGE and answer it once, within 30 s.");
        }

        var signed = LoginProof.SignedBytes(
            purpose, _gateway.Identity.ServerId, UserId.Of(key), username, clientNonce.Span, serverNonce, _gateway.CertificateHash);
        return key.Verify(signed, signature.Span)
            ? null
            : new Refusal(ErrorCode.BadSignature, "The proof does not verify for this key, relay, certificate and challenge.");
    }

    private void RefuseSecondLogin(uint id) =>
        _outbox.Refuse(id, ErrorCode.AlreadyLoggedIn, "This connection has a session; LOGOUT first.");

    private static Refusal UnknownHere { get; } =
        new(ErrorCode.UnknownUser, "This key is not registered here, or not under this name.");
}
