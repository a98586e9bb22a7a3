using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Sdtp.Crypto.Keystores;
using Sdtp.Crypto.Records;
using Sdtp.Crypto.Tests.Forging;
using Sdtp.TestKit;
using Xunit;

namespace Sdtp.Crypto.Tests.Keystores;

/// <summary>Files written by hand from docs/keystore.md: while these open, every keystore of version 1 does.</summary>
public sealed class KeystoreDocumentTests : IDisposable
{
    private static readonly ForgedKey Identity = new("keystore identity");
    private static readonly ForgedKey SealingKey = new("keystore sealing 4");
    private static readonly byte[] StoreKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Salt = Convert.FromHexString("101112131415161718191a1b1c1d1e1f");
    private static readonly byte[] Nonce = Convert.FromHexString("202122232425262728292a2b");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keystore_written_by_hand_opens()
    {
        var path = _folder.File("hand.sdtp");
        var header = Hex("5344545 04b455953 01 01 00000010 00000002 01");
        File.WriteAllBytes(path, Container(header, Argon2("pass phrase"), Plaintext(StoreKey)));

        var result = KeystoreFile.Open(path, "pass phrase");

        Assert.True(result.IsOpened, result.Detail);
        using var file = result.File;
        Assert.Equal("Bob", file.Keystore.Username.Display);
        Assert.Equal(1_700_000_000_001, file.Keystore.CreatedAt.ToUnixTimeMilliseconds());
        Assert.Equal(Identity.UserId, file.Keystore.Identity.UserId);
        Assert.Equal(1_700_000_000_005, file.Keystore.SealingKeys.DrainedAt!.Value.ToUnixTimeMilliseconds());
        Assert.Equal(StoreKey, file.Keystore.StoreKey);
        var held = Assert.Single(file.Keystore.SealingKeys.Keys);
        Assert.Equal((4u, SealingKey.PublicKey), (held.Key.Number, held.Key.PublicKey));
        Assert.Equal(1_700_000_000_002, held.Key.CreatedAt.ToUnixTimeMilliseconds());
        Assert.Equal(1_700_000_000_003, held.Key.ExpiresAt.ToUnixTimeMilliseconds());
        Assert.Null(held.AcknowledgedAt);
    }

    [Fact]
    public void Keystore_without_passphrase_written_by_hand_opens()
    {
        var path = _folder.File("hand.sdtp");
        var header = Hex("5344545 04b455953 01 00 00000000 00000000 00");
        File.WriteAllBytes(path, Container(header, Hkdf(Salt, "SDTP1 no passphrase\0"), Plaintext(StoreKey)));

        var result = KeystoreFile.Open(path, passphrase: null);

        Assert.True(result.IsOpened, result.Detail);
        using var file = result.File;
        Assert.Equal(Identity.UserId, file.Keystore.Identity.UserId);
    }

    [Fact]
    public void Bundle_written_by_hand_is_imported()
    {
        var header = Hex("5344545 0424e444c 01 01 00000010 00000002 01");
        var bytes = Container(header, Argon2("pass phrase"), Plaintext([]));
        var text = PemEncoding.WriteString("SDTP IDENTITY BUNDLE", bytes);

        var result = IdentityBundle.Import(text, "pass phrase");

        Assert.True(result.IsOpened, result.Detail);
        using var keystore = result.Keystore;
        Assert.Equal(Identity.UserId, keystore.Identity.UserId);
        Assert.Single(keystore.SealingKeys.Keys);
    }

    [Fact]
    public void Record_and_blinded_value_made_by_hand_are_the_ciphers_own()
    {
        using var cipher = new RecordCipher(StoreKey);
        byte[] record = [1, .. Nonce, .. Encrypt(Hkdf(StoreKey, "SDTP1 store record\0"), "row"u8.ToArray(), "text"u8.ToArray())];

        Assert.True(cipher.TryOpen(record, "row"u8, out var plaintext));
        Assert.Equal("text"u8, plaintext);
        var blind = HMACSHA256.HashData(Hkdf(StoreKey, "SDTP1 store index\0"), Encoding.ASCII.GetBytes("\u0004namealice"));
        Assert.Equal(blind, cipher.Blind("name", "alice"u8));
    }

    private static byte[] Plaintext(byte[] storeKey) =>
    [
        .. Hex("0001 03 426f62 0000018bcfe56801"), .. Identity.Scalar, .. Hex("0000018bcfe56805"), (byte)storeKey.Length, .. storeKey,
        .. Hex("0001 00000004"), .. SealingKey.Scalar, .. Hex("0000018bcfe56802 0000018bcfe56803 0000000000000000"),
    ];

    private static byte[] Container(byte[] header, byte[] key, byte[] plaintext)
    {
        byte[] front = [.. header, .. Salt, .. Nonce, 0, 0, (byte)(plaintext.Length >> 8), (byte)plaintext.Length];
        byte[] file = [.. front, .. Encrypt(key, front, plaintext)];
        return [.. file, .. SHA256.HashData(file)];
    }

    private static byte[] Encrypt(byte[] key, byte[] associatedData, byte[] plaintext)
    {
        var cipher = new GcmBlockCipher(new AesEngine());
        cipher.Init(forEncryption: true, new AeadParameters(new KeyParameter(key), 128, Nonce, associatedData));
        var output = new byte[cipher.GetOutputSize(plaintext.Length)];
        cipher.DoFinal(output, cipher.ProcessBytes(plaintext, 0, plaintext.Length, output, 0));
        return output;
    }

    private static byte[] Hkdf(byte[] inputKey, string info) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, inputKey, 32, info: Encoding.ASCII.GetBytes(info));

    private static byte[] Argon2(string passphrase)
    {
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13).WithMemoryAsKB(16).WithIterations(2).WithParallelism(1).WithSalt(Salt).Build());
        var key = new byte[32];
        generator.GenerateBytes(Encoding.UTF8.GetBytes(passphrase), key);
        return key;
    }

    private static byte[] Hex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));
}
