using System.Formats.Asn1;
using System.Security.Cryptography;
using Sdtp.Crypto.Identities;
using Sdtp.Protocol.Identifiers;
using Xunit;

namespace Sdtp.Crypto.Tests.Identities;

public sealed class IdentityKeyTests
{
    [Fact]
    public void Signature_is_64_bytes_and_verifies_under_the_public_key_alone()
    {
        using var key = IdentityKey.Generate();
        using var other = IdentityKey.Generate();

        var signature = key.Sign("message"u8);

        Assert.Equal(64, signature.Length);
        Assert.True(key.PublicKey.Verify("message"u8, signature));
        Assert.False(key.PublicKey.Verify("Message"u8, signature));
        Assert.False(other.PublicKey.Verify("message"u8, signature));
        Assert.Equal(UserId.Of(key.PublicKey), key.UserId);
    }

    [Fact]
    public void Exported_key_imports_as_the_same_identity()
    {
        using var key = IdentityKey.Generate();

        using var fromDer = IdentityKey.ImportPkcs8(key.ExportPkcs8());
        using var fromPem = IdentityKey.ImportPem("\n" + key.ExportPem());

        Assert.Equal(key.UserId, fromDer.UserId);
        Assert.Equal(key.UserId, fromPem.UserId);
        Assert.True(key.PublicKey.Verify("m"u8, fromDer.Sign("m"u8)));
    }

    [Fact]
    public void Exported_key_is_what_other_programs_read()
    {
        using var key = IdentityKey.Generate();

        using var read = ECDsa.Create();
        read.ImportFromPem(key.ExportPem());

        Assert.True(key.PublicKey.Verify("m"u8, read.SignData("m"u8, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void Key_without_a_public_part_imports()
    {
        using var key = IdentityKey.Generate();

        using var imported = IdentityKey.ImportPkcs8(Pkcs8(key.ExportScalar(), publicKey: null));

        Assert.Equal(key.UserId, imported.UserId);
    }

    [Fact]
    public void Keys_on_other_curves_and_of_other_kinds_are_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2_048);

        Assert.Contains("P-256", Refusal(p384.ExportPkcs8PrivateKey()), StringComparison.Ordinal);
        Assert.Contains("elliptic-curve", Refusal(rsa.ExportPkcs8PrivateKey()), StringComparison.Ordinal);
    }

    [Fact]
    public void Explicit_curve_parameters_are_refused_although_the_runtime_takes_them()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportExplicitParameters(includePrivateParameters: true);
        using var asExplicit = ECDsa.Create(parameters);

        Assert.Contains("named curve", Refusal(asExplicit.ExportPkcs8PrivateKey()), StringComparison.Ordinal);
    }

    [Fact]
    public void Public_key_that_does_not_belong_to_the_private_one_is_refused()
    {
        using var key = IdentityKey.Generate();
        using var other = IdentityKey.Generate();

        Assert.Contains("does not belong", Refusal(Pkcs8(key.ExportScalar(), other.PublicKey.Bytes.ToArray())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("01")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000001")]
    public void Numbers_that_are_no_private_key_are_refused(string scalar) =>
        Assert.Contains("order of P-256", Refusal(Pkcs8(Convert.FromHexString(scalar), publicKey: null)), StringComparison.Ordinal);

    [Fact]
    public void Bytes_before_after_or_missing_are_refused()
    {
        using var key = IdentityKey.Generate();
        var der = key.ExportPkcs8();

        Refusal([.. der, 0]);
        Refusal([0, .. der]);
        for (var length = 0; length < der.Length; length++)
        {
            Refusal(der[..length]);
        }
    }

    [Theory]
    [InlineData("", "No PEM block")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", "EC PRIVATE KEY")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "ENCRYPTED PRIVATE KEY")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "well-formed")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\nmore", "more than one")]
    public void Other_pem_files_are_refused_with_advice(string pem, string reason)
    {
        var refusal = Assert.Throws<KeyFormatException>(() => IdentityKey.ImportPem(pem));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("openssl pkcs8", refusal.Message, StringComparison.Ordinal);
    }

    private static string Refusal(byte[] pkcs8) => Assert.Throws<KeyFormatException>(() => IdentityKey.ImportPkcs8(pkcs8)).Message;

    private static byte[] Pkcs8(byte[] scalar, byte[]? publicKey)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            inner.WriteInteger(1);
            inner.WriteOctetString(scalar);
            if (publicKey is not null)
            {
                using var tag = inner.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1));
                inner.WriteBitString(publicKey);
            }
        }

        var outer = new AsnWriter(AsnEncodingRules.DER);
        using (outer.PushSequence())
        {
            outer.WriteInteger(0);
            using (outer.PushSequence())
            {
                outer.WriteObjectIdentifier("1.2.840.10045.2.1");
                outer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }

            outer.WriteOctetString(inner.Encode());
        }

        return outer.Encode();
    }
}
