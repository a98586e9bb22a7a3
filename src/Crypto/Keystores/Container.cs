using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;
using Sdtp.Protocol.Wire;

namespace Sdtp.Crypto.Keystores;

/// <summary>
/// The encrypted file that keystores and bundles share (docs/keystore.md), told apart by their 8-byte magic:
/// <c>magic 8 | version u8 = 1 | kdf u8 | memoryKiB u32 | iterations u32 | parallelism u8 | salt 16 | nonce 12 | ciphertextLength u32 |
/// ciphertext | tag 16 | SHA-256 of all before 32</c>. The 51 bytes in front of the ciphertext are its associated data.
/// </summary>
internal static class Container
{
    internal const int MagicLength = 8;
    internal const int HeaderLength = MagicLength + 1 + 1 + 4 + 4 + 1 + ContainerKey.SaltLength + AesGcm256.NonceLength + 4;
    internal const int OverheadBytes = HeaderLength + AesGcm256.TagLength + SHA256.HashSizeInBytes;

    /// <summary>Most bytes in a container: room for a full ring, and nothing that could fill the memory.</summary>
    internal const int BytesMax = 65_536;

    internal const byte Version = 1;
    internal const byte KdfNone = 0;
    internal const byte KdfArgon2id = 1;

    internal static byte[] Seal(ReadOnlySpan<byte> magic, ContainerKey key, ReadOnlySpan<byte> plaintext)
    {
        var bytes = new byte[OverheadBytes + plaintext.Length];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, BytesMax, nameof(plaintext));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm256.NonceLength);
        var writer = new WireWriter(bytes);
        writer.WriteBytes(magic);
        writer.WriteByte(Version);
        writer.WriteByte(key.Kdf is null ? KdfNone : KdfArgon2id);
        writer.WriteUInt32((uint)(key.Kdf?.MemoryKiB ?? 0));
        writer.WriteUInt32((uint)(key.Kdf?.Iterations ?? 0));
        writer.WriteByte((byte)(key.Kdf?.Parallelism ?? 0));
        writer.WriteBytes(key.Salt);
        writer.WriteBytes(nonce);
        writer.WriteUInt32((uint)plaintext.Length);

        var ciphertextEnd = HeaderLength + plaintext.Length;
        AesGcm256.Seal(
            key.Key,
            nonce,
            plaintext,
            bytes.AsSpan(..HeaderLength),
            bytes.AsSpan(HeaderLength..ciphertextEnd),
            bytes.AsSpan(ciphertextEnd, AesGcm256.TagLength));
        SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes), bytes.AsSpan(^SHA256.HashSizeInBytes..));
        return bytes;
    }

    /// <summary>
    /// Opens a container. Cheap checks come first: checksum, version, limits of the parameters; only then is the passphrase worked on.
    /// On success the caller owns both the key and the plaintext, and zeroes them.
    /// </summary>
    internal static KeystoreStatus TryOpen(
        ReadOnlySpan<byte> magic, ReadOnlySpan<byte> bytes, string? passphrase, out ContainerKey? key, out byte[] plaintext)
    {
        key = null;
        plaintext = [];
        var status = ReadHeader(magic, bytes, out var kdf, out var salt, out var nonce);
        if (status == KeystoreStatus.Opened)
        {
            status = (kdf, passphrase) switch
            {
                (null, not null) => KeystoreStatus.NotProtected,
                (not null, null) => KeystoreStatus.PassphraseRequired,
                _ => KeystoreStatus.Opened,
            };
        }

        if (status != KeystoreStatus.Opened)
        {
            return status;
        }

        var derived = ContainerKey.Derive(passphrase, kdf, salt);
        var ciphertextEnd = bytes.Length - SHA256.HashSizeInBytes - AesGcm256.TagLength;
        var opened = new byte[ciphertextEnd - HeaderLength];
        if (!AesGcm256.TryOpen(
            derived.Key,
            nonce,
            bytes[HeaderLength..ciphertextEnd],
            bytes.Slice(ciphertextEnd, AesGcm256.TagLength),
            bytes[..HeaderLength],
            opened))
        {
            derived.Dispose();
            return passphrase is null ? KeystoreStatus.Damaged : KeystoreStatus.WrongPassphrase;
        }

        (key, plaintext) = (derived, opened);
        return KeystoreStatus.Opened;
    }

    private static KeystoreStatus ReadHeader(
        ReadOnlySpan<byte> magic,
        ReadOnlySpan<byte> bytes,
        out KdfParameters? kdf,
        out ReadOnlySpan<byte> salt,
        out ReadOnlySpan<byte> nonce)
    {
        kdf = null;
        salt = default;
        nonce = default;
        if (bytes.Length is < OverheadBytes or > BytesMax || !bytes.StartsWith(magic) || !HasIntactChecksum(bytes))
        {
            return KeystoreStatus.Damaged;
        }

        if (bytes[MagicLength] != Version)
        {
            return KeystoreStatus.NewerVersion;
        }

        var reader = new WireReader(bytes[(MagicLength + 1)..HeaderLength]);
        var complete = reader.TryReadByte(out var kdfKind)
            & reader.TryReadUInt32(out var memoryKiB)
            & reader.TryReadUInt32(out var iterations)
            & reader.TryReadByte(out var parallelism)
            & reader.TryReadBytes(ContainerKey.SaltLength, out salt)
            & reader.TryReadBytes(AesGcm256.NonceLength, out nonce)
            & reader.TryReadUInt32(out var ciphertextLength);
        if (!complete || ciphertextLength != (uint)(bytes.Length - OverheadBytes))
        {
            return KeystoreStatus.Damaged;
        }

        return TryReadKdf(kdfKind, memoryKiB, iterations, parallelism, out kdf) ? KeystoreStatus.Opened : KeystoreStatus.Damaged;
    }

    /// <summary>The checksum tells damage from a wrong passphrase. It keeps nobody from changing the file: the tag does that.</summary>
    private static bool HasIntactChecksum(ReadOnlySpan<byte> bytes)
    {
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^SHA256.HashSizeInBytes], checksum);
        return checksum.SequenceEqual(bytes[^SHA256.HashSizeInBytes..]);
    }

    private static bool TryReadKdf(byte kind, uint memoryKiB, uint iterations, byte parallelism, out KdfParameters? kdf)
    {
        kdf = null;
        if (kind == KdfNone)
        {
            return (memoryKiB | iterations | parallelism) == 0;
        }

        // A forged file must not make this program take all memory or run for ever before the tag is even looked at.
        if (kind != KdfArgon2id || memoryKiB > KdfParameters.MemoryKiBMax || iterations > KdfParameters.IterationsMax)
        {
            return false;
        }

        kdf = new KdfParameters { MemoryKiB = (int)memoryKiB, Iterations = (int)iterations, Parallelism = parallelism };
        return kdf.IsWithinLimits;
    }
}
