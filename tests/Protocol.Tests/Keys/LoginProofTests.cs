using System.Security.Cryptography;
using CsCheck;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;

namespace Sdtp.Protocol.Tests.Keys;

public sealed class LoginProofTests
{
    private static readonly ServerId Server = ServerId.Parse(new string('1', 64));
    private static readonly UserId User = UserId.Parse(new string('2', 64));
    private static readonly byte[] ClientNonce = [.. Enumerable.Repeat((byte)0x33, 32)];
    private static readonly byte[] ServerNonce = [.. Enumerable.Repeat((byte)0x44, 32)];
    private static readonly Fingerprint Certificate = Fingerprint.Parse(new string('5', 64));

    [Fact]
    public void The_signed_bytes_are_these()
    {
        var bytes = LoginProof.SignedBytes(
            LoginPurpose.Register, Server, User, Username.Parse("Alice"), ClientNonce, ServerNonce, Certificate);

        Assert.Equal(
            "5344545031206c6f67696e00" + "01" + new string('1', 64) + new string('2', 64) + "05616c696365"
            + new string('3', 64) + new string('4', 64) + new string('5', 64),
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void A_login_without_a_name_signs_a_zero_length_and_without_tls_a_zero_certificate()
    {
        var bytes = LoginProof.SignedBytes(LoginPurpose.Login, Server, User, default, ClientNonce, ServerNonce, Fingerprint.None);

        Assert.Equal(
            "5344545031206c6f67696e00" + "02" + new string('1', 64) + new string('2', 64) + "00"
            + new string('3', 64) + new string('4', 64) + new string('0', 64),
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void A_proof_needs_a_purpose_a_name_to_register_and_nonces_of_32_bytes()
    {
        var name = Username.Parse("Alice");

        Assert.Throws<ArgumentException>(() => Bytes(LoginPurpose.Register, default, ClientNonce, ServerNonce));
        Assert.Throws<ArgumentException>(() => Bytes(0, name, ClientNonce, ServerNonce));
        Assert.Throws<ArgumentException>(() => Bytes((LoginPurpose)3, name, ClientNonce, ServerNonce));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(LoginPurpose.Login, name, new byte[31], ServerNonce));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(LoginPurpose.Login, name, ClientNonce, new byte[33]));
    }

    [Fact]
    public void A_proof_verifies_for_nothing_but_what_was_signed() => Gen.Int[0, 200].Sample(
        bit =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            Assert.True(P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var publicKey));
            var signed = Bytes(LoginPurpose.Login, Username.Parse("Alice"), ClientNonce, ServerNonce);
            var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            byte[] otherBytes = [.. signed];
            otherBytes[bit % signed.Length] ^= 1;
            byte[] otherSignature = [.. signature];
            otherSignature[bit % signature.Length] ^= 1;

            Assert.True(publicKey.Verify(signed, signature));
            Assert.False(publicKey.Verify(otherBytes, signature));
            Assert.False(publicKey.Verify(signed, otherSignature));
            Assert.False(publicKey.Verify(signed, signature.AsSpan(0, 63)));
            Assert.False(publicKey.Verify(signed, [.. signature, 0]));
            Assert.False(publicKey.Verify(signed, new byte[64]));
        },
        iter: 50);

    private static byte[] Bytes(LoginPurpose purpose, Username name, byte[] clientNonce, byte[] serverNonce) =>
        LoginProof.SignedBytes(purpose, Server, User, name, clientNonce, serverNonce, Certificate);
}
