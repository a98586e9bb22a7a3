using System.Security.Cryptography;
using Sdtp.Protocol;
using Sdtp.Protocol.Keys;

namespace Sdtp.Gateway.Sessions;

/// <summary>The server's nonce on one connection: a new one replaces the last, the first attempt uses it up, and it dies of age.</summary>
internal sealed class LoginChallenge(TimeProvider clock)
{
    private byte[]? _nonce;
    private long _issued;

    internal byte[] Issue()
    {
        _issued = clock.GetTimestamp();
        _nonce = RandomNumberGenerator.GetBytes(LoginProof.NonceLength);
        return _nonce;
    }

    /// <summary>The open nonce, once; null when there is none.</summary>
    internal byte[]? Take()
    {
        var nonce = _nonce;
        _nonce = null;
        return nonce is not null && clock.GetElapsedTime(_issued) <= ProtocolLimits.ChallengeLifetime ? nonce : null;
    }
}
