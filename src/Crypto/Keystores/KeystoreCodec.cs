using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Crypto.Primitives;
using Sdtp.Crypto.Records;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Keystores;

/// <summary>
/// The plaintext of keystores and bundles: <c>schema u16 = 1 | username (u8 length, ASCII) | createdAt u64 | identity 32 | drainedAt u64 |
/// storeKey (u8 length 0 or 32) | keyCount u16 | keys</c>, a key being <c>number u32 | scalar 32 | createdAt u64 | expiresAt u64 |
/// acknowledgedAt u64</c>, numbers rising. Times are Unix milliseconds; 0 stands for "not yet". A bundle carries no store key.
/// </summary>
internal static class KeystoreCodec
{
    private const ushort Schema = 1;
    private const int KeyLength = 4 + P256Scalar.Length + (3 * sizeof(ulong));
    private const int FixedLength = 2 + 1 + 8 + P256Scalar.Length + 8 + 1 + 2;

    internal static byte[] Encode(Keystore keystore, bool withStoreKey)
    {
        var keys = keystore.SealingKeys.Export(out var drainedAt);
        var storeKey = withStoreKey ? keystore.StoreKey.Span : default;
        var bytes = new byte[FixedLength + keystore.Username.Display.Length + storeKey.Length + (keys.Count * KeyLength)];
        var writer = new WireWriter(bytes);
        writer.WriteUInt16(Schema);
        writer.WriteUsername(keystore.Username);
        writer.WriteUInt64(UnixTime.ToMs(keystore.CreatedAt));
        WriteScalar(ref writer, keystore.Identity.ExportScalar());
        WriteTime(ref writer, drainedAt);
        writer.WriteByte((byte)storeKey.Length);
        writer.WriteBytes(storeKey);
        writer.WriteUInt16((ushort)keys.Count);
        foreach (var (held, scalar) in keys)
        {
            writer.WriteUInt32(held.Key.Number);
            WriteScalar(ref writer, scalar);
            WriteTime(ref writer, held.Key.CreatedAt);
            WriteTime(ref writer, held.Key.ExpiresAt);
            WriteTime(ref writer, held.AcknowledgedAt);
        }

        return bytes;
    }

    /// <summary>
    /// Reads a plaintext. Strict although it was authenticated: a program that guesses at half of a keystore goes on to overwrite it.
    /// </summary>
    internal static KeystoreStatus TryDecode(ReadOnlySpan<byte> bytes, bool withStoreKey, out Keystore? keystore)
    {
        keystore = null;
        var reader = new WireReader(bytes);
        if (!reader.TryReadUInt16(out var schema))
        {
            return KeystoreStatus.Damaged;
        }

        if (schema != Schema)
        {
            return schema > Schema ? KeystoreStatus.NewerVersion : KeystoreStatus.Damaged;
        }

        if (!reader.TryReadUsername(out var username)
            || !TryReadTime(ref reader, out var createdAt)
            || createdAt is null
            || !TryReadScalar(ref reader, out var identity)
            || !TryReadTime(ref reader, out var drainedAt)
            || !reader.TryReadByte(out var storeKeyLength)
            || storeKeyLength != (withStoreKey ? RecordCipher.StoreKeyLength : 0)
            || !reader.TryReadBytes(storeKeyLength, out var storeKey)
            || !TryReadKeys(ref reader, out var keys))
        {
            return KeystoreStatus.Damaged;
        }

        // A store key belongs to one machine's store: a bundle brings a new one.
        var ownStoreKey = withStoreKey ? storeKey : RandomNumberGenerator.GetBytes(RecordCipher.StoreKeyLength);
        var ring = new SealingKeyRing(keys, drainedAt);
        keystore = new Keystore(username, createdAt.Value, IdentityKey.FromScalar(identity), ring, ownStoreKey);
        return KeystoreStatus.Opened;
    }

    private static bool TryReadKeys(ref WireReader reader, out List<HeldSealingKey> keys)
    {
        keys = [];
        if (!reader.TryReadUInt16(out var count) || count > SealingKeyRing.KeysMax || reader.Remaining != count * KeyLength)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (!TryReadKey(ref reader, keys.Count == 0 ? 0 : keys[^1].Key.Number, out var held))
            {
                keys.ForEach(read => read.Key.Dispose());
                return false;
            }

            keys.Add(held!);
        }

        return true;
    }

    private static bool TryReadKey(ref WireReader reader, uint previousNumber, out HeldSealingKey? held)
    {
        held = null;
        if (!reader.TryReadUInt32(out var number)
            || number <= previousNumber
            || !TryReadScalar(ref reader, out var scalar)
            || !TryReadTime(ref reader, out var createdAt)
            || !TryReadTime(ref reader, out var expiresAt)
            || !TryReadTime(ref reader, out var acknowledgedAt)
            || createdAt is null
            || expiresAt is null
            || expiresAt <= createdAt)
        {
            return false;
        }

        held = new HeldSealingKey(SealingKey.FromScalar(scalar, number, createdAt.Value, expiresAt.Value), acknowledgedAt);
        return true;
    }

    private static bool TryReadScalar(ref WireReader reader, out ReadOnlySpan<byte> scalar) =>
        reader.TryReadBytes(P256Scalar.Length, out scalar) && P256Scalar.IsValid(scalar);

    private static bool TryReadTime(ref WireReader reader, out DateTimeOffset? time)
    {
        time = null;
        if (!reader.TryReadUInt64(out var ms) || !UnixTime.TryFromMs(ms, out var value))
        {
            return false;
        }

        time = ms == 0 ? null : value;
        return true;
    }

    private static void WriteScalar(ref WireWriter writer, byte[] scalar)
    {
        writer.WriteBytes(scalar);
        CryptographicOperations.ZeroMemory(scalar);
    }

    private static void WriteTime(ref WireWriter writer, DateTimeOffset? time) =>
        writer.WriteUInt64(time is { } value ? UnixTime.ToMs(value) : 0);
}
