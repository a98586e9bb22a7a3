using System.Security.Cryptography;
using System.Text;
using Sdtp.Crypto.Primitives;

namespace Sdtp.Crypto.Records;

/// <summary>
/// Encrypts the rows of the local store and blinds its indexes, under two keys derived from the 32-byte store key.
/// Record: <c>version u8 = 1 | nonce 12 | ciphertext | tag 16</c>. Safe for use by several threads.
/// </summary>
public sealed class RecordCipher : IDisposable
{
    /// <summary>Length of the store key in bytes.</summary>
    public const int StoreKeyLength = 32;

    /// <summary>Bytes that a record has more than its plaintext.</summary>
    public const int OverheadBytes = 1 + AesGcm256.NonceLength + AesGcm256.TagLength;

    /// <summary>Length of a blinded value in bytes.</summary>
    public const int BlindLength = HmacSha256.TagLength;

    private const byte Version = 1;
    private const int NonceEnd = 1 + AesGcm256.NonceLength;

    private readonly byte[] _recordKey = new byte[AesGcm256.KeyLength];
    private readonly byte[] _blindKey = new byte[HmacSha256.TagLength];
    private bool _disposed;

    /// <summary>Derives the two keys.</summary>
    /// <param name="storeKey">The 32 random bytes from the keystore.</param>
    public RecordCipher(ReadOnlySpan<byte> storeKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(storeKey.Length, StoreKeyLength);
        HkdfSha256.DeriveKey(storeKey, salt: [], "SDTP1 store record\0"u8, _recordKey);
        HkdfSha256.DeriveKey(storeKey, salt: [], "SDTP1 store index\0"u8, _blindKey);
    }

    /// <summary>Encrypts a record under a fresh random nonce. One store key is good for 2^32 records.</summary>
    /// <param name="plaintext">The record.</param>
    /// <param name="associatedData">What it is bound to, such as table and row: a record moved elsewhere does not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var record = new byte[OverheadBytes + plaintext.Length];
        record[0] = Version;
        var nonce = record.AsSpan(1, AesGcm256.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        var ciphertext = record.AsSpan(NonceEnd..^AesGcm256.TagLength);
        AesGcm256.Seal(_recordKey, nonce, plaintext, associatedData, ciphertext, record.AsSpan(^AesGcm256.TagLength..));
        return record;
    }

    /// <summary>Decrypts a record; false when it was changed, moved, or written under another store key.</summary>
    /// <param name="record">What <see cref="Seal"/> gave.</param>
    /// <param name="associatedData">What it is bound to.</param>
    /// <param name="plaintext">The record, or empty.</param>
    public bool TryOpen(ReadOnlySpan<byte> record, ReadOnlySpan<byte> associatedData, out byte[] plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        plaintext = [];
        if (record.Length < OverheadBytes || record[0] != Version)
        {
            return false;
        }

        var opened = new byte[record.Length - OverheadBytes];
        if (!AesGcm256.TryOpen(
            _recordKey,
            record[1..NonceEnd],
            record[NonceEnd..^AesGcm256.TagLength],
            record[^AesGcm256.TagLength..],
            associatedData,
            opened))
        {
            return false;
        }

        plaintext = opened;
        return true;
    }

    /// <summary>
    /// A keyed hash to look rows up by without showing the value: HMAC-SHA256 over <c>purposeLength u8 | purpose | value</c>.
    /// Equal values of one purpose give equal hashes; a value tells nothing across purposes.
    /// </summary>
    /// <param name="purpose">What the index is for, at most 255 bytes of UTF-8.</param>
    /// <param name="value">The value to look up.</param>
    /// <returns>32 bytes.</returns>
    public byte[] Blind(string purpose, ReadOnlySpan<byte> value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(purpose);
        var name = Encoding.UTF8.GetBytes(purpose);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, byte.MaxValue, nameof(purpose));
        return HmacSha256.Compute(_blindKey, [(byte)name.Length, .. name, .. value]);
    }

    /// <summary>Zeroes the keys, after the last use: a key of zeros would go on encrypting.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_recordKey);
        CryptographicOperations.ZeroMemory(_blindKey);
    }
}
