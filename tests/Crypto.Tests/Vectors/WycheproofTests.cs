using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;
using Sdtp.Crypto.Sealing;
using Sdtp.Protocol.Keys;
using Xunit;

namespace Sdtp.Crypto.Tests.Vectors;

/// <summary>
/// The Wycheproof vectors through our own entry points. Each test asserts how many vectors it ran, so that a filter that slips cannot pass
/// by testing nothing.
/// </summary>
public sealed class WycheproofTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ecdh_points_agree_or_are_refused()
    {
        var (agreed, refused) = (0, 0);
        foreach (var test in WycheproofFile.Read("ecdh_secp256r1_ecpoint_test.json"))
        {
            using var key = SealingKey.FromScalar(ToScalar(test.Bytes("private")), 1, Now, Now.AddDays(60));
            if (P256PublicKey.TryImport(test.Bytes("public"), ECDiffieHellman.Create, out _, out var agreement))
            {
                using var owned = agreement;
                Assert.True(test.IsValid, test.ToString());
                Assert.True(test.Bytes("shared").AsSpan().SequenceEqual(key.TryAgree(agreement)), test.ToString());
                agreed++;
            }
            else
            {
                // "Acceptable" is the compressed form, which this protocol does not take.
                Assert.False(test.IsValid, test.ToString());
                refused++;
            }
        }

        Assert.Equal((330, 25), (agreed, refused));
    }

    [Fact]
    public void Ecdsa_signatures_in_p1363_form_verify_or_are_refused()
    {
        var (verified, refused) = (0, 0);
        var senders = new SenderKeys();
        foreach (var test in WycheproofFile.Read("ecdsa_secp256r1_sha256_p1363_test.json"))
        {
            var point = Convert.FromHexString(test.Group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!);
            Assert.True(P256PublicKey.TryCreate(point, out var key), test.ToString());

            var valid = key.Verify(test.Bytes("msg"), test.Bytes("sig"));
            Assert.Equal(valid, senders.Find(point)?.Verify(test.Bytes("msg"), test.Bytes("sig")));

            Assert.True(test.IsValid == valid, test.ToString());
            _ = valid ? verified++ : refused++;
        }

        Assert.Equal((173, 89), (verified, refused));
    }

    [Fact]
    public void Ecdsa_signatures_in_der_form_are_refused_even_where_they_are_good()
    {
        var refused = 0;
        foreach (var test in WycheproofFile.Read("ecdsa_secp256r1_sha256_test.json"))
        {
            var point = Convert.FromHexString(test.Group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!);
            Assert.True(P256PublicKey.TryCreate(point, out var key), test.ToString());
            Assert.False(key.Verify(test.Bytes("msg"), test.Bytes("sig")), test.ToString());
            refused++;
        }

        Assert.Equal(484, refused);
    }

    [Fact]
    public void Aes_gcm_seals_and_opens_or_is_refused()
    {
        var (opened, refused, otherSizes) = (0, 0, 0);
        foreach (var test in WycheproofFile.Read("aes_gcm_test.json"))
        {
            if (test.GroupNumber("keySize") != 256 || test.GroupNumber("ivSize") != 96 || test.GroupNumber("tagSize") != 128)
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => TryOpen(test, out _));
                otherSizes++;
                continue;
            }

            var isOpen = TryOpen(test, out var plaintext);

            Assert.True(test.IsValid == isOpen, test.ToString());
            if (isOpen)
            {
                Assert.True(test.Bytes("msg").AsSpan().SequenceEqual(plaintext), test.ToString());
                AssertSeals(test);
                opened++;
            }
            else
            {
                refused++;
            }
        }

        Assert.Equal((39, 27, 250), (opened, refused, otherSizes));
    }

    [Fact]
    public void Hkdf_derives_or_is_refused()
    {
        var (derived, refused) = (0, 0);
        foreach (var test in WycheproofFile.Read("hkdf_sha256_test.json"))
        {
            var (inputKey, salt, info, output) = (test.Bytes("ikm"), test.Bytes("salt"), test.Bytes("info"), new byte[test.Number("size")]);
            if (!test.IsValid)
            {
                Assert.ThrowsAny<ArgumentException>(() => HkdfSha256.DeriveKey(inputKey, salt, info, output));
                refused++;
                continue;
            }

            HkdfSha256.DeriveKey(inputKey, salt, info, output);

            Assert.True(test.Bytes("okm").AsSpan().SequenceEqual(output), test.ToString());
            derived++;
        }

        Assert.Equal((83, 3), (derived, refused));
    }

    [Fact]
    public void Hmac_tags_match_or_differ()
    {
        var (matched, differed) = (0, 0);
        foreach (var test in WycheproofFile.Read("hmac_sha256_test.json"))
        {
            // Some groups have truncated tags, which are compared with the front of ours.
            var tag = HmacSha256.Compute(test.Bytes("key"), test.Bytes("msg"))[..(test.GroupNumber("tagSize") / 8)];

            Assert.True(test.IsValid == test.Bytes("tag").AsSpan().SequenceEqual(tag), test.ToString());
            _ = test.IsValid ? matched++ : differed++;
        }

        Assert.Equal((66, 108), (matched, differed));
    }

    private static bool TryOpen(WycheproofTest test, out byte[] plaintext)
    {
        plaintext = new byte[test.Bytes("ct").Length];
        return AesGcm256.TryOpen(test.Bytes("key"), test.Bytes("iv"), test.Bytes("ct"), test.Bytes("tag"), test.Bytes("aad"), plaintext);
    }

    private static void AssertSeals(WycheproofTest test)
    {
        var message = test.Bytes("msg");
        var ciphertext = new byte[message.Length];
        var tag = new byte[AesGcm256.TagLength];
        AesGcm256.Seal(test.Bytes("key"), test.Bytes("iv"), message, test.Bytes("aad"), ciphertext, tag);
        Assert.True(test.Bytes("ct").AsSpan().SequenceEqual(ciphertext), test.ToString());
        Assert.True(test.Bytes("tag").AsSpan().SequenceEqual(tag), test.ToString());
    }

    /// <summary>Wycheproof writes private keys as signed integers: with a zero in front, or shorter than 32 bytes.</summary>
    private static byte[] ToScalar(byte[] integer)
    {
        var unsigned = integer.AsSpan().TrimStart((byte)0);
        var scalar = new byte[P256Scalar.Length];
        unsigned.CopyTo(scalar.AsSpan(scalar.Length - unsigned.Length));
        return scalar;
    }
}
