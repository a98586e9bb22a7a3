using System.Text;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Wire;

namespace Sdtp.Protocol.Keys;

/// <summary>Why a client proves that it holds a key.</summary>
public enum LoginPurpose : byte
{
    /// <summary>To claim a username for a new userID.</summary>
    Register = 1,

    /// <summary>To open a session of a registered userID.</summary>
    Login = 2,
}

/// <summary>
/// The bytes that REGISTER and LOGIN sign:
/// <c>"SDTP1 login\0" | purpose u8 | serverID 32 | userID 32 | username (u8 length, folded ASCII) | clientNonce 32 | serverNonce 32 |
/// certificateHash 32</c>.
/// </summary>
public static class LoginProof
{
    /// <summary>Length of each side's nonce in bytes.</summary>
    public const int NonceLength = 32;

    private static ReadOnlySpan<byte> Label => "SDTP1 login\0"u8;

    /// <summary>Builds the bytes to sign or to verify.</summary>
    /// <param name="purpose">Registration or login; a proof for one never serves the other.</param>
    /// <param name="serverId">The relay named in HELLO.</param>
    /// <param name="userId">SHA-256 of the identity key.</param>
    /// <param name="username">The name given in the request, or <c>default</c> for a login without one.</param>
    /// <param name="clientNonce">32 random bytes of the client.</param>
    /// <param name="serverNonce">32 random bytes of the relay: single use, 30 s, bound to the connection.</param>
    /// <param name="certificate">
    /// SHA-256 of the DER certificate seen on this connection, or <see cref="Fingerprint.None"/> over plain TCP.
    /// </param>
    public static byte[] SignedBytes(
        LoginPurpose purpose,
        ServerId serverId,
        UserId userId,
        Username username,
        ReadOnlySpan<byte> clientNonce,
        ReadOnlySpan<byte> serverNonce,
        Fingerprint certificate)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(clientNonce.Length, NonceLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(serverNonce.Length, NonceLength);
        if (purpose is not LoginPurpose.Login && (purpose is not LoginPurpose.Register || username.IsDefault))
        {
            throw new ArgumentException("A proof is for LOGIN, or for REGISTER with a username.", nameof(purpose));
        }

        var name = username.IsDefault ? [] : Encoding.ASCII.GetBytes(username.Folded);
        var bytes = new byte[Label.Length + 1 + ServerId.Length + UserId.Length + 1 + name.Length + (2 * NonceLength) + Fingerprint.Length];
        var writer = new WireWriter(bytes);
        writer.WriteBytes(Label);
        writer.WriteByte((byte)purpose);
        writer.WriteServerId(serverId);
        writer.WriteUserId(userId);
        writer.WriteByte((byte)name.Length);
        writer.WriteBytes(name);
        writer.WriteBytes(clientNonce);
        writer.WriteBytes(serverNonce);
        writer.WriteFingerprint(certificate);
        return bytes;
    }
}
