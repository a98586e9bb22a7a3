using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Sealing;

/// <summary>
/// The AES key of one envelope: HKDF-SHA256 of the ECDH secret, no salt, with an info that binds the key to its one use:
/// <c>"SDTP1 envelope key\0" | ephemeralPublicKey 65 | to 32 | sealingKeyNumber u32 | sealingPublicKey 65</c>.
/// </summary>
internal static class MessageKey
{
    private static ReadOnlySpan<byte> Label => "SDTP1 envelope key\0"u8;

    /// <summary>Derives the key into <paramref name="key"/> and zeroes the secret.</summary>
    internal static void Derive(
        byte[] rawSecret, P256PublicKey ephemeralKey, UserId to, uint sealingKeyNumber, P256PublicKey sealingKey, Span<byte> key)
    {
        Span<byte> info = stackalloc byte[Label.Length + (2 * P256PublicKey.Length) + UserId.Length + sizeof(uint)];
        var writer = new WireWriter(info);
        writer.WriteBytes(Label);
        writer.WriteBytes(ephemeralKey.Bytes.Span);
        writer.WriteUserId(to);
        writer.WriteUInt32(sealingKeyNumber);
        writer.WriteBytes(sealingKey.Bytes.Span);
        try
        {
            HkdfSha256.DeriveKey(rawSecret, salt: [], info, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rawSecret);
        }
    }
}
