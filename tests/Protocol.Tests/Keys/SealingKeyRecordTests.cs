using System.Security.Cryptography;
using CsCheck;
using Sdtp.Protocol.Identifiers;
using Sdtp.Protocol.Keys;
using Sdtp.Protocol.Tests.Codec;

namespace Sdtp.Protocol.Tests.Keys;

public sealed class SealingKeyRecordTests
{
    private const ulong Day = 24 * 60 * 60 * 1000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
    private static readonly ulong NowMs = (ulong)Now.ToUnixTimeMilliseconds();

    [Fact]
    public void A_record_is_149_bytes_and_comes_back_equal() => Gens.SealingKey.Sample(record =>
    {
        var bytes = record.ToArray();

        Assert.Equal(149, bytes.Length);
        Assert.True(SealingKeyRecord.TryRead(bytes, out var read));
        Assert.Equal(record, read);
        Assert.Equal(record.GetHashCode(), read.GetHashCode());
        Assert.Equal(bytes, read.ToArray());
        Assert.False(SealingKeyRecord.TryRead(bytes.AsSpan(1), out _));
        Assert.False(SealingKeyRecord.TryRead([.. bytes, 0], out _));
    });

    [Fact]
    public void Records_that_differ_anywhere_are_not_equal() => Gen.Select(Gens.SealingKey, Gen.Int[0, 149 * 8 - 1]).Sample((record, bit) =>
    {
        var bytes = record.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));

        Assert.False(SealingKeyRecord.TryRead(bytes, out var read) && read.Equals(record));
    });

    [Fact]
    public void The_signed_bytes_are_label_owner_and_record_without_signature()
    {
        var key = Gens.NewPublicKey();
        var owner = UserId.Parse(new string('7', 64));

        var bytes = SealingKeyRecord.SignedBytes(owner, 0x01020304, key, 0x1112131415161718, 0x2122232425262728);

        Assert.Equal(
            "53445450" + "31207365616c696e67206b657900" + new string('7', 64) + "01020304" + key + "1112131415161718" + "2122232425262728",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void A_record_is_signed_by_its_owner_and_by_nobody_else()
    {
        using var identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var owner = PublicKeyOf(identity);
        var sealingKey = Gens.NewPublicKey();
        var signed = SealingKeyRecord.SignedBytes(UserId.Of(owner), 5, sealingKey, 10, 20);
        var signature = identity.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var record = new SealingKeyRecord(5, sealingKey, 10, 20, signature);

        Assert.True(record.IsSignedBy(owner));
        Assert.False(record.IsSignedBy(Gens.NewPublicKey()));
        Assert.False((record with { Number = 6 }).IsSignedBy(owner));
        Assert.False((record with { PublicKey = Gens.NewPublicKey() }).IsSignedBy(owner));
        Assert.False((record with { CreatedAtMs = 11 }).IsSignedBy(owner));
        Assert.False((record with { ExpiresAtMs = 21 }).IsSignedBy(owner));
        Assert.False((record with { Signature = new byte[64] }).IsSignedBy(owner));
        Assert.False((record with { Signature = Array.Empty<byte>() }).IsSignedBy(owner));
    }

    [Fact]
    public void A_record_whose_signature_is_not_64_bytes_cannot_be_written() =>
        Assert.Throws<InvalidOperationException>(() => new SealingKeyRecord(1, Gens.NewPublicKey(), 1, 2, new byte[63]).ToArray());

    [Theory]
    [InlineData(0, 0, 1, false)]
    [InlineData(1, 0, 0, false)]
    [InlineData(1, 0, -1, false)]
    [InlineData(1, 0, 60, true)]
    [InlineData(1, 0, 61, false)]
    [InlineData(1, 1, 31, true)]
    [InlineData(1, 2, 32, false)]
    [InlineData(1, -59, 1, true)]
    [InlineData(1, -60, 0, false)]
    public void A_record_is_publishable_by_its_number_and_times(uint number, int createdInDays, int expiresInDays, bool publishable)
    {
        var record = new SealingKeyRecord(
            number, Gens.NewPublicKey(), InDays(createdInDays), InDays(expiresInDays), new byte[64]);

        Assert.Equal(publishable, record.IsPublishableAt(Now));
    }

    [Fact]
    public void Times_at_the_edge_of_the_numbers_do_not_wrap()
    {
        var key = Gens.NewPublicKey();

        Assert.False(new SealingKeyRecord(1, key, ulong.MaxValue, 5, new byte[64]).IsLawful);
        Assert.False(new SealingKeyRecord(1, key, 0, ulong.MaxValue, new byte[64]).IsLawful);
        Assert.False(new SealingKeyRecord(1, key, ulong.MaxValue - 1, ulong.MaxValue, new byte[64]).IsPublishableAt(Now));
    }

    [Fact]
    public void A_record_expires_at_the_millisecond_that_it_names()
    {
        var record = new SealingKeyRecord(1, Gens.NewPublicKey(), NowMs - Day, NowMs, new byte[64]);

        Assert.False(record.IsExpiredAt(Now.AddMilliseconds(-1)));
        Assert.True(record.IsExpiredAt(Now));
    }

    private static ulong InDays(int days) => NowMs + (ulong)(days * (long)Day);

    private static P256PublicKey PublicKeyOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Assert.True(P256PublicKey.TryCreate([4, .. point.X!, .. point.Y!], out var publicKey));
        return publicKey;
    }
}
